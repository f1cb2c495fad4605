#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Goes a few deviations from the honest mean, within what the honest spread covers:
/// mean + z · deviation, coordinate by coordinate. (The paper subtracts: it forges gradients, which
/// are subtracted once more.)
///
/// Paper: Baruch, Baruch, Goldberg, "A Little Is Enough: Circumventing Defenses For Distributed
///        Learning", NeurIPS 2019.
class a_little_is_enough : public attack {
 public:
  explicit a_little_is_enough(const starling::attack::a_little_is_enough& options)
      : options_(options) {}

  [[nodiscard]] std::string_view name() const override { return "a_little_is_enough"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  starling::attack::a_little_is_enough options_;
};

/// The largest z at which s = floor(n / 2 + 1) - f of the n - f honest are still expected beyond
/// the forged value: they and the adversaries are the majority. The quantile of (n - f - s) /
/// (n - f), with s from 1 to n - f - 1; 0 where fewer than two are honest.
double covered_deviations(std::size_t n, std::size_t f);

/// The same with the z that moves the rule in use the most; where the rule is not known, with
/// `covered_deviations`.
class optimal_a_little_is_enough : public attack {
 public:
  explicit optimal_a_little_is_enough(const starling::attack::optimal_a_little_is_enough& options)
      : options_(options) {}

  [[nodiscard]] std::string_view name() const override { return "optimal_a_little_is_enough"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] bool forges_alike() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  starling::attack::optimal_a_little_is_enough options_;
};

}  // namespace starling::aggregation
