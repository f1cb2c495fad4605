#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "aggregation/attacks/attack.hpp"

namespace starling::aggregation {

/// How a search for the worst strength proceeds.
struct line_search {
  std::size_t evaluations = 20;  ///< Values tried, 0 among them.
  double step = 10;
};

/// Climbs from 0: goes one step further where that is higher, else shortens the step to 0.8 of it.
/// It never turns back: made for damage that grows until a rule notices, not for every hill.
/// `height` may know none, which is lower than all else; the answer is none where all are.
std::optional<double> highest(const std::function<std::optional<double>(double)>& height,
                              const line_search& how);

/// The strength with which all adversaries, forging the same, move what the rule in use makes of
/// the round farthest from the honest mean; none where the rule is not known, or refuses.
///
/// Cost: `evaluations` runs of the rule.
std::optional<double> most_damaging(const knowledge& known, std::span<const double> honest_mean,
                                    const std::function<messages::tensor(double)>& forged_at,
                                    const line_search& how);

}  // namespace starling::aggregation
