#include "aggregation/detection/distance_detector.hpp"

#include <algorithm>
#include <cmath>

#include "aggregation/detection/spread.hpp"

namespace starling::aggregation {

std::vector<finding> distance_detector::examine(gathering& heard) const {
  const std::size_t n = heard.size();
  std::vector<finding> found(n);
  if (n < rows_min()) return found;
  const auto& squared = heard.squared_distances();
  std::vector<double> measured;
  std::vector<double> others;
  for (std::size_t i = 0; i < n; ++i) {
    others.clear();
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) others.push_back(std::sqrt(squared[i * n + j]));
    }
    measured.push_back(spread_of(others).centre);
  }
  const auto usual = spread_of(measured);
  const double deviation = std::max(usual.deviation, deviation_min * usual.centre);
  const double limit = usual.centre + deviations_max * deviation;
  for (std::size_t i = 0; i < n; ++i) found[i] = {measured[i], limit};
  return found;
}

}  // namespace starling::aggregation
