#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The mean of the n - f contributions whose covariance has the smallest top eigenvalue; of those
/// sets that agree to twelve digits the one that comes first in the order of the rows. Does not
/// look at weights. The others are reported outvoted: measured is the eigenvalue with that one
/// added, the limit the one without, both of squares divided by n - f.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1; dimensions_differ; too_costly when the
///         ways to leave out f are more than `subsets_max`, or times n³ more than `work_max` (a
///         second or so); refused at start. Legal: n = 20, f = 7; n = 50, f = 3; n = 200, f = 1.
/// Cost:   O(n² d) time and O(n²) for each way to leave out f that no bound rules out, most often;
///         O(n³) for those that come close to the best. O(n²) memory besides the result.
/// Paper:  Allouah et al., "On the privacy-robustness-utility trilemma in distributed learning",
///         ICML 2023.
class smea : public rule {
 public:
  static constexpr std::size_t subsets_max = 100'000;
  static constexpr double work_max = 3e9;

  explicit smea(const starling::rule::smea& /*options*/ = {}) {}

  [[nodiscard]] std::string_view name() const override { return "smea"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  [[nodiscard]] std::string precondition() const override;
  [[nodiscard]] bool too_costly(std::size_t n, std::size_t f) const override;
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
