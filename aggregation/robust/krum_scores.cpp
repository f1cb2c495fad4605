#include "aggregation/robust/krum_scores.hpp"

#include <algorithm>
#include <numeric>

#include "aggregation/kernels/squared_distances.hpp"
#include "aggregation/robust/intake.hpp"

namespace starling::aggregation {

std::vector<double> krum_scores(std::span<const messages::contribution> contributions,
                                std::size_t byzantine) {
  const std::size_t n = contributions.size();
  const std::size_t d = contributions.front().parameters.size();
  const std::vector<double> distances = kernels::squared_distances(rows_of(contributions), d);
  const auto neighbours = static_cast<std::ptrdiff_t>(n - byzantine - 2);
  std::vector<double> scores(n);
  std::vector<double> others;
  for (std::size_t i = 0; i < n; ++i) {
    others.clear();
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) others.push_back(distances[i * n + j]);
    }
    // Ascending, so that the sum does not depend on who stands where.
    std::partial_sort(others.begin(), others.begin() + neighbours, others.end());
    scores[i] = std::accumulate(others.begin(), others.begin() + neighbours, 0.0);
  }
  return scores;
}

std::vector<std::size_t> ranking(std::span<const double> scores) {
  std::vector<std::size_t> ranked(scores.size());
  std::iota(ranked.begin(), ranked.end(), std::size_t{0});
  std::stable_sort(ranked.begin(), ranked.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  return ranked;
}

std::vector<messages::judgement> outvoted_by_score(
    std::span<const messages::contribution> contributions, std::span<const double> scores,
    std::span<const std::size_t> ranked, std::size_t chosen) {
  std::vector<std::size_t> losers(ranked.begin() + static_cast<std::ptrdiff_t>(chosen),
                                  ranked.end());
  std::sort(losers.begin(), losers.end());
  std::vector<messages::judgement> judgements;
  for (const std::size_t i : losers) {
    judgements.push_back({contributions[i].sender, messages::refusal::outvoted, scores[i],
                          scores[ranked[chosen - 1]]});
  }
  return judgements;
}

}  // namespace starling::aggregation
