#include "aggregation/robust/coordinate_wise/median.hpp"

#include <utility>

#include "aggregation/kernels/rank_mean.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> median::decide(gathering& heard) {
  const std::size_t n = heard.size();
  auto out = messages::tensor::uninitialised(heard.dimension());
  kernels::rank_mean(heard.rows(), (n - 1) / 2, n / 2 + 1, out.mutate(), heard.threads());
  return heard.combined(std::move(out));
}

}  // namespace starling::aggregation
