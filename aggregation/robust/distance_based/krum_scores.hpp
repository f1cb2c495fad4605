#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "aggregation/gathering.hpp"

namespace starling::aggregation {

/// For each of n rows the sum of its n - f - 2 smallest squared distances to others.
///
/// Requires n >= f + 3. Cost: O(n² d) time, O(n²) memory.
std::vector<double> krum_scores(gathering& heard);

/// The indices by score, the best first; equal scores by index.
std::vector<std::size_t> ranking(std::span<const double> scores);

/// One `outvoted` for each row after the first `chosen` of the ranking, by index: measured is its
/// score, the limit the worst score that was chosen.
void judge_outvoted(gathering& heard, std::span<const double> scores,
                    std::span<const std::size_t> ranked, std::size_t chosen);

}  // namespace starling::aggregation
