#include "aggregation/robust/distance_based/krum.hpp"

#include <span>
#include <vector>

#include "aggregation/robust/distance_based/krum_scores.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> krum::decide(gathering& heard) {
  const std::vector<double> scores = krum_scores(heard);
  const std::vector<std::size_t> ranked = ranking(scores);
  const std::size_t best = ranked.front();
  judge_outvoted(heard, scores, ranked, 1);
  return heard.combined(heard.row(best), std::span(&best, 1));
}

}  // namespace starling::aggregation
