#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Turns the honest mean round: base - tau · (mean of the honest - base). The mean of all points
/// the wrong way once tau f > n - f.
///
/// Paper: Xie, Koyejo, Gupta, "Fall of Empires: Breaking Byzantine-tolerant SGD by Inner Product
///        Manipulation", UAI 2020.
class inner_product : public attack {
 public:
  explicit inner_product(const starling::attack::inner_product& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "inner_product"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  double scale_;
};

/// The same with the tau that moves the rule in use the most; where the rule is not known, with the
/// default of `inner_product`.
class optimal_inner_product : public attack {
 public:
  explicit optimal_inner_product(const starling::attack::optimal_inner_product& options)
      : options_(options) {}

  [[nodiscard]] std::string_view name() const override { return "optimal_inner_product"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  starling::attack::optimal_inner_product options_;
};

}  // namespace starling::aggregation
