#include "aggregation/robust/coordinate_wise/trimmed_mean.hpp"

#include <utility>

#include "aggregation/kernels/rank_mean.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> trimmed_mean::decide(gathering& heard) {
  const std::size_t n = heard.size();
  auto out = messages::tensor::uninitialised(heard.dimension());
  kernels::rank_mean(heard.rows(), heard.byzantine(), n - heard.byzantine(), out.mutate(),
                     heard.threads());
  return heard.combined(std::move(out));
}

}  // namespace starling::aggregation
