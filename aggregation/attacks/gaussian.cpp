#include "aggregation/attacks/gaussian.hpp"

#include "aggregation/attacks/displacement.hpp"
#include "messages/types/random.hpp"

namespace starling::aggregation {

messages::tensor gaussian::forge(const messages::tensor& honest, const messages::tensor& /*base*/,
                                 std::uint64_t seed) const {
  messages::random_source random(seed);
  auto forged = messages::tensor::uninitialised(honest.size());
  const auto out = forged.mutate();
  const auto truth = honest.values();
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = finite(static_cast<double>(truth[k]) + scale_ * random.normal());
  }
  return forged;
}

}  // namespace starling::aggregation
