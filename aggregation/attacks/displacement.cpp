#include "aggregation/attacks/displacement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "messages/types/random.hpp"

namespace starling::aggregation {

float finite(double x) {
  constexpr double most = std::numeric_limits<float>::max();
  return std::isnan(x) ? 0.0F : static_cast<float>(std::clamp(x, -most, most));
}

messages::tensor displaced(const messages::tensor& base, const messages::tensor& honest,
                           double scale) {
  auto forged = messages::tensor::uninitialised(honest.size());
  const auto out = forged.mutate();
  const auto from = base.values();
  const auto to = honest.values();
  for (std::size_t k = 0; k < out.size(); ++k) {
    const double origin = from.empty() ? 0.0 : static_cast<double>(from[k]);
    out[k] = finite(origin + scale * (static_cast<double>(to[k]) - origin));
  }
  return forged;
}

messages::tensor noisy(const messages::tensor& centre, std::size_t d, double scale,
                       std::uint64_t seed) {
  messages::random_source random(seed);
  auto forged = messages::tensor::uninitialised(d);
  const auto out = forged.mutate();
  const auto from = centre.values();
  for (std::size_t k = 0; k < d; ++k) {
    const double origin = from.empty() ? 0.0 : static_cast<double>(from[k]);
    out[k] = finite(origin + scale * random.normal());
  }
  return forged;
}

}  // namespace starling::aggregation
