#include "aggregation/robust/distance_based/multi_krum.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "aggregation/robust/distance_based/krum_scores.hpp"

namespace starling::aggregation {

std::size_t multi_krum::contributions_min(std::size_t byzantine) const {
  return std::max(2 * byzantine + 3, byzantine + 2 + chosen_);
}

std::string multi_krum::precondition() const {
  if (chosen_ <= 1) return "n >= 2 f + 3";
  return "n >= 2 f + 3 and n >= f + 2 + " + std::to_string(chosen_) + " chosen";
}

messages::result<messages::combination, rule_error> multi_krum::decide(gathering& heard) {
  const std::size_t m = chosen_ != 0 ? chosen_ : heard.size() - heard.byzantine() - 2;
  const std::vector<double> scores = krum_scores(heard);
  const std::vector<std::size_t> ranked = ranking(scores);
  const std::span<const std::size_t> best = std::span(ranked).first(m);
  std::vector<double> weights(heard.size());
  for (const std::size_t i : best) weights[i] = 1;
  judge_outvoted(heard, scores, ranked, m);
  return heard.combined(heard.mean(weights), best);
}

}  // namespace starling::aggregation
