#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/options.hpp"
#include "aggregation/rule.hpp"

namespace starling::aggregation {

/// Divide and Conquer: the mean of those that no draw removes. Each draw takes `coordinates` of the
/// parameters and removes the floor(filter · f) contributions that lie farthest from the mean along
/// the direction of the widest spread there; ties keep the lower index. When no contribution is
/// left by all draws, those that the last one left are believed. Draws come from the round's seed.
/// Does not look at weights. The others are reported outvoted: measured is the squared distance
/// along that direction in the first draw that removed them, the limit the largest one kept then.
///
/// Shape:  n contributions of d parameters in, d out.
/// Errors: too_few_contributions unless n >= 2 f + 1 and n > floor(filter · f); dimensions_differ.
/// Cost:   O(d + n² b + n³) for each draw of b coordinates, O(n d) for the mean; O(n b + n²)
///         memory besides the result.
/// Paper:  Shejwalkar, Houmansadr, "Manipulating the Byzantine", NDSS 2021.
class dnc : public rule {
 public:
  explicit dnc(const starling::rule::dnc& options = {}) : options_(options) {}

  [[nodiscard]] std::string_view name() const override { return "dnc"; }
  [[nodiscard]] std::size_t contributions_min(std::size_t byzantine) const override;
  messages::result<messages::combination, rule_error> decide(gathering& heard) override;

 private:
  [[nodiscard]] std::size_t removed(std::size_t byzantine) const;

  starling::rule::dnc options_;
};

}  // namespace starling::aggregation
