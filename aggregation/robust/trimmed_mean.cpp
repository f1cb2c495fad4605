#include "aggregation/robust/trimmed_mean.hpp"

#include <utility>

#include "aggregation/kernels/rank_mean.hpp"
#include "aggregation/robust/intake.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> trimmed_mean::combine(
    std::span<const messages::contribution> contributions, std::size_t byzantine) {
  if (const auto why = refusal_of(*this, contributions, byzantine)) return messages::failure{*why};
  const std::size_t n = contributions.size();
  auto out = messages::tensor::uninitialised(contributions.front().parameters.size());
  kernels::rank_mean(rows_of(contributions), byzantine, n - byzantine, out.mutate());
  return combination_of(std::move(out), contributions);
}

}  // namespace starling::aggregation
