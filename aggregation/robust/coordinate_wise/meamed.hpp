#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Mean around the median: per coordinate, the plain mean of the n - f values nearest to the
/// median; of two equally near the smaller one. Does not look at weights and cannot tell who lied.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1; dimensions_differ.
/// Cost:   O(d n log² n) time, O(n) memory besides the result.
/// Paper:  Xie et al., "Generalized Byzantine-tolerant SGD", 2018.
class meamed : public rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "meamed"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
