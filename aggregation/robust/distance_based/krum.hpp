#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Picks the contribution closest to its n - f - 2 nearest neighbours; ties go to the lowest index.
/// Does not look at weights. All others are reported outvoted, with their scores.
///
/// Shape:  n contributions of d parameters in, one of them out (its storage is shared).
/// Errors: too_few_contributions unless n >= 2 f + 3; dimensions_differ.
/// Cost:   O(n² d) time, O(n²) memory.
/// Paper:  Blanchard et al., "Machine learning with adversaries", NeurIPS 2017.
class krum : public rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "krum"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 3;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
