#include "aggregation/attacks/gaussian.hpp"

#include "aggregation/attacks/displacement.hpp"
#include "messages/types/random.hpp"

namespace starling::aggregation {

std::optional<messages::tensor> gaussian::forge(const knowledge& known) const {
  messages::random_source random(known.seed);
  auto forged = messages::tensor::uninitialised(known.honest.size());
  const auto out = forged.mutate();
  const auto truth = known.honest.values();
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = finite(static_cast<double>(truth[k]) + scale_ * random.normal());
  }
  return forged;
}

}  // namespace starling::aggregation
