#include "aggregation/robust/coordinate_wise/meamed.hpp"

#include <utility>

#include "aggregation/kernels/nearest_mean.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> meamed::decide(gathering& heard) {
  const std::size_t n = heard.size();
  auto out = messages::tensor::uninitialised(heard.dimension());
  kernels::nearest_mean(heard.rows(), kernels::median_ranks(n), n - heard.byzantine(), out.mutate(),
                        heard.threads());
  return heard.combined(std::move(out));
}

}  // namespace starling::aggregation
