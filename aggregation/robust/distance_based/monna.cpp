#include "aggregation/robust/distance_based/monna.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "aggregation/robust/distance_based/krum_scores.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> monna::decide(gathering& heard) {
  const std::size_t trusted = *heard.trusted();
  std::vector<double> away = heard.squared_distances_to(heard.row(trusted));
  away[trusted] = -1;  // before its copies
  const std::vector<std::size_t> ranked = ranking(away);
  const std::span<const std::size_t> nearest =
      std::span(ranked).first(heard.size() - heard.byzantine());
  std::vector<double> weights(heard.size());
  for (const std::size_t i : nearest) weights[i] = 1;
  for (double& squared : away) squared = std::sqrt(std::max(squared, 0.0));
  judge_outvoted(heard, away, ranked, nearest.size());
  return heard.combined(heard.mean(weights), nearest);
}

}  // namespace starling::aggregation
