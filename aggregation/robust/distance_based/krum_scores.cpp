#include "aggregation/robust/distance_based/krum_scores.hpp"

#include <algorithm>
#include <numeric>

namespace starling::aggregation {

std::vector<double> krum_scores(gathering& heard) {
  const std::size_t n = heard.size();
  const std::vector<double>& distances = heard.squared_distances();
  const auto neighbours = static_cast<std::ptrdiff_t>(n - heard.byzantine() - 2);
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

void judge_outvoted(gathering& heard, std::span<const double> scores,
                    std::span<const std::size_t> ranked, std::size_t chosen) {
  std::vector<std::size_t> losers(ranked.begin() + static_cast<std::ptrdiff_t>(chosen),
                                  ranked.end());
  std::sort(losers.begin(), losers.end());
  for (const std::size_t i : losers) {
    heard.judge(i, messages::refusal::outvoted, scores[i], scores[ranked[chosen - 1]]);
  }
}

}  // namespace starling::aggregation
