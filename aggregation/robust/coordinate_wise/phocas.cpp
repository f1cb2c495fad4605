#include "aggregation/robust/coordinate_wise/phocas.hpp"

#include <utility>

#include "aggregation/kernels/nearest_mean.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> phocas::decide(gathering& heard) {
  const std::size_t n = heard.size();
  const std::size_t f = heard.byzantine();
  auto out = messages::tensor::uninitialised(heard.dimension());
  kernels::nearest_mean(heard.rows(), {.first = f, .last = n - f}, n - f, out.mutate(),
                        heard.threads());
  return heard.combined(std::move(out));
}

}  // namespace starling::aggregation
