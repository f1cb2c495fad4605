#include "aggregation/robust/mean.hpp"

#include <utility>
#include <vector>

#include "aggregation/kernels/weighted_mean.hpp"
#include "aggregation/robust/intake.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> mean::combine(
    std::span<const messages::contribution> contributions, std::size_t byzantine) {
  if (const auto why = refusal_of(*this, contributions, byzantine)) return messages::failure{*why};
  std::vector<const float*> rows;
  std::vector<double> weights;
  rows.reserve(contributions.size());
  weights.reserve(contributions.size());
  for (const auto& c : contributions) {
    if (!(c.weight > 0)) continue;
    rows.push_back(c.parameters.values().data());
    weights.push_back(c.weight);
  }
  if (rows.empty()) return messages::failure{rule_error::too_few_contributions};
  auto out = messages::tensor::uninitialised(contributions.front().parameters.size());
  kernels::weighted_mean(rows, weights, out.mutate());
  return combination_of(std::move(out), contributions);
}

}  // namespace starling::aggregation
