#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Goes from the honest mean as far as no distance to an honest proposal exceeds the largest one
/// between two of them: mean + gamma · p with the largest such gamma.
///
/// p is minus the deviation of each coordinate, minus the sign of the mean change from the base, or
/// minus that change at length 1.
/// Cost:  O(h² d) for the distances.
/// Paper: Shejwalkar, Houmansadr, "Manipulating the Byzantine: Optimizing Model Poisoning Attacks
///        and Defenses for Federated Learning", NDSS 2021.
class min_max : public attack {
 public:
  explicit min_max(const starling::attack::min_max& options) : direction_(options.direction) {}

  [[nodiscard]] std::string_view name() const override { return "min_max"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  enum starling::attack::direction direction_;
};

/// The same with the sum of the squared distances to the honest, which stays within the largest
/// such sum of an honest one.
class min_sum : public attack {
 public:
  explicit min_sum(const starling::attack::min_sum& options) : direction_(options.direction) {}

  [[nodiscard]] std::string_view name() const override { return "min_sum"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  enum starling::attack::direction direction_;
};

}  // namespace starling::aggregation
