#include "aggregation/attacks/displacement.hpp"

#include <algorithm>
#include <limits>

namespace starling::aggregation {

float finite(double x) {
  constexpr double most = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(x, -most, most));
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

}  // namespace starling::aggregation
