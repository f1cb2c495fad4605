#include "aggregation/attacks/omniscient/normal_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace starling::aggregation {

double normal_quantile(double probability) {
  const double tail = std::min(probability, 1 - probability);
  // Newton's method on the upper tail, which is convex: from 0 it rises to the root and never past.
  double z = 0;
  for (int i = 0; i < 60; ++i) {
    const double excess = std::erfc(z / std::numbers::sqrt2) / 2 - tail;
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    z += excess / density;
  }
  return probability < 0.5 ? -z : z;
}

}  // namespace starling::aggregation
