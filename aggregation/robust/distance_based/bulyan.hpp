#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Picks n - 2 f contributions by Krum, one after the other, scoring those that are left anew each
/// time; then per coordinate the plain mean of the n - 4 f picked values nearest to their median.
///
/// Among n' that are left a score is the sum of the n' - f - 2 smallest squared distances, or of
/// one where that would be fewer (f <= 1). Ties go to the lowest index, and to the smaller value.
/// Does not look at weights. Who is never picked is reported outvoted: measured is the score at the
/// last pick, the limit what that pick scored.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 4 f + 3; dimensions_differ.
/// Cost:   O(n² d + n³) time, O(n²) memory besides the result.
/// Paper:  El Mhamdi, Guerraoui, Rouault, "The hidden vulnerability of distributed learning in
///         Byzantium", ICML 2018.
class bulyan : public rule {
 public:
  [[nodiscard]] std::string_view name() const override { return "bulyan"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 4 * byzantine + 3;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
