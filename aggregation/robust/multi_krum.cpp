#include "aggregation/robust/multi_krum.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "aggregation/kernels/weighted_mean.hpp"
#include "aggregation/robust/intake.hpp"
#include "aggregation/robust/krum_scores.hpp"

namespace starling::aggregation {

std::size_t multi_krum::contributions_min(std::size_t byzantine) const {
  return std::max(2 * byzantine + 3, byzantine + 2 + chosen_);
}

std::string multi_krum::precondition() const {
  if (chosen_ <= 1) return "n >= 2 f + 3";
  return "n >= 2 f + 3 and n >= f + 2 + " + std::to_string(chosen_) + " chosen";
}

messages::result<messages::combination, rule_error> multi_krum::combine(
    std::span<const messages::contribution> contributions, std::size_t byzantine) {
  if (const auto why = refusal_of(*this, contributions, byzantine)) return messages::failure{*why};
  const std::size_t m = chosen_ != 0 ? chosen_ : contributions.size() - byzantine - 2;
  const std::vector<double> scores = krum_scores(contributions, byzantine);
  const std::vector<std::size_t> ranked = ranking(scores);
  std::vector<std::size_t> best(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(m));
  std::sort(best.begin(), best.end());  // the sum is in order of senders, whatever the scores
  std::vector<const float*> rows;
  for (const std::size_t i : best) rows.push_back(contributions[i].parameters.values().data());
  auto out = messages::tensor::uninitialised(contributions.front().parameters.size());
  kernels::weighted_mean(rows, std::vector<double>(m, 1.0), out.mutate());
  auto result = combination_of(std::move(out), contributions, best);
  result.judgements = outvoted_by_score(contributions, scores, ranked, m);
  return result;
}

}  // namespace starling::aggregation
