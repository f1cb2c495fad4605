#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The plain mean of the trusted contribution and the n - f - 1 others nearest to it; ties go to
/// the lowest index. Does not look at weights. The others are reported outvoted, with their
/// distances to the trusted one.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1; nobody_trusted; dimensions_differ.
/// Cost:   O(n d) time, O(n) memory besides the result.
/// Paper:  Farhadkhani et al., "Robust collaborative learning with linear gradient overhead",
///         ICML 2023.
class monna : public rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "monna"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  [[nodiscard]] bool needs_trusted() const override { return true; }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
