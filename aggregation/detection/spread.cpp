#include "aggregation/detection/spread.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace starling::aggregation {

namespace {

double median_of(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return std::midpoint(values[(n - 1) / 2], values[n / 2]);
}

}  // namespace

spread spread_of(std::vector<double> values) {
  const double centre = median_of(values);
  for (double& v : values) v = std::abs(v - centre);
  constexpr double of_a_normal = 1.4826;  // 1 / the third quartile of a standard normal
  return {centre, of_a_normal * median_of(values)};
}

}  // namespace starling::aggregation
