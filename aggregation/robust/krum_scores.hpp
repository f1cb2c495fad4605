#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "messages/vocabulary/contribution.hpp"

namespace starling::aggregation {

/// For each of n contributions the sum of its n - f - 2 smallest squared distances to others.
///
/// Requires n >= f + 3. Cost: O(n² d) time, O(n²) memory.
std::vector<double> krum_scores(std::span<const messages::contribution> contributions,
                                std::size_t byzantine);

/// The indices by score, the best first; equal scores by index.
std::vector<std::size_t> ranking(std::span<const double> scores);

/// One `outvoted` for each contribution after the first `chosen` of the ranking, by index: measured
/// is its score, the limit the worst score that was chosen.
std::vector<messages::judgement> outvoted_by_score(
    std::span<const messages::contribution> contributions, std::span<const double> scores,
    std::span<const std::size_t> ranked, std::size_t chosen);

}  // namespace starling::aggregation
