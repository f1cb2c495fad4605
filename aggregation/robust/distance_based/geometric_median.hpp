#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The point with the smallest weighted sum of distances to all (RFA).
///
/// To convergence it is exact, also where it is one of the contributions; of a segment of best
/// points it is the middle. With a fixed number of steps it is smoothed Weiszfeld from the origin
/// of coordinates. Those more than three times as far from it as half of the weight is weigh less
/// than a third of their due: reported outvoted, with their distances.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1 and one has weight; dimensions_differ.
/// Cost:   O(n² d + n³) time, O(n²) memory; with T steps O(T n d) time; O(d) besides the result.
/// Paper:  Pillutla, Kakade, Harchaoui, "Robust aggregation for federated learning", IEEE
///         Transactions on Signal Processing 2022.
class geometric_median : public rule {
 public:
  explicit geometric_median(const starling::rule::geometric_median& options = {})
      : iterations_(options.iterations), smoothing_(options.smoothing) {}

  [[nodiscard]] std::string_view name() const override { return "geometric_median"; }
  [[nodiscard]] bool uses_weights() const override { return true; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;

 private:
  std::size_t iterations_;  // 0: to convergence
  double smoothing_;
};

}  // namespace starling::aggregation
