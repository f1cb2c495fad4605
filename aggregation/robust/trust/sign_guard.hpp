#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// The mean of the changes that are neither long nor short and whose signs are like most others',
/// each clipped to the median length. Kept are lengths from 0.1 to 3 times the median; of those,
/// the ones in the largest cluster of (share of positive, zero, negative values) among a tenth of
/// the coordinates, drawn from the round's seed. Clusters come of a flat mean shift that starts at
/// every point; its bandwidth is the mean over the points of the distance to the nearest half of
/// all, and modes closer than that are one. Equal clusters: the one of the lowest row. When no one
/// passes both, the lengths alone decide. Does not look at weights. The others are reported
/// outvoted: measured is their length, the limit the nearest length that is kept: the same one when
/// it was the signs.
///
/// Shape:  n contributions of d parameters in, d out; changes are counted from the origin.
/// Errors: too_few_contributions unless n >= 2 f + 1, by convention: an honest majority;
///         dimensions_differ.
/// Cost:   O(n d + n³) time; O(n²) memory besides the result.
/// Paper:  Xu et al., "Byzantine-robust federated learning through collaborative malicious gradient
///         filtering" (SignGuard), ICDCS 2022.
class sign_guard : public rule {
 public:
  explicit sign_guard(const starling::rule::sign_guard& /*options*/ = {}) {}

  [[nodiscard]] std::string_view name() const override { return "sign_guard"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;
};

}  // namespace starling::aggregation
