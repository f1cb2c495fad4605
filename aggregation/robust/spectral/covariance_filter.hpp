#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Takes weight from the contributions that stick out along the direction of the widest spread,
/// until n - 2 f of it are left, and answers with the weighted mean whose widest spread was the
/// least. A contribution loses t / max t of its weight, t its squared distance from the mean along
/// that direction; the largest t is looked for among those that still have weight, so that each
/// step removes one for good. Does not look at the contributions' own weights. Those left with less
/// than half the weight of the one that has most are reported outvoted: measured is their largest
/// t, the limit the variance along the widest direction of what was answered.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1; dimensions_differ.
/// Cost:   O(n² d + f n³) time, O(n²) memory besides the result; nothing of d × d.
/// Paper:  CAF: Allouah et al., "Towards trustworthy federated learning with untrusted
///         participants", ICML 2025.
class covariance_filter : public rule {
 public:
  explicit covariance_filter(const starling::rule::covariance_filter& /*options*/ = {}) {}

  [[nodiscard]] std::string_view name() const override { return "covariance_filter"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
