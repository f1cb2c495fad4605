#include "aggregation/robust/krum.hpp"

#include <vector>

#include "aggregation/robust/intake.hpp"
#include "aggregation/robust/krum_scores.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> krum::combine(
    std::span<const messages::contribution> contributions, std::size_t byzantine) {
  if (const auto why = refusal_of(*this, contributions, byzantine)) return messages::failure{*why};
  const std::vector<double> scores = krum_scores(contributions, byzantine);
  const std::vector<std::size_t> ranked = ranking(scores);
  const std::size_t best = ranked.front();
  auto result = combination_of(contributions[best].parameters, contributions, std::span(&best, 1));
  result.judgements = outvoted_by_score(contributions, scores, ranked, 1);
  return result;
}

}  // namespace starling::aggregation
