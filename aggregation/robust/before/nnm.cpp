#include "aggregation/robust/before/nnm.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace starling::aggregation {

void nnm::apply(gathering& heard) const {
  const std::size_t n = heard.size();
  const std::size_t nearest = n - heard.byzantine();
  const std::vector<double>& distances = heard.squared_distances();
  std::vector<double> coefficients(n * n);
  std::vector<std::vector<std::size_t>> owners(n);
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) {
    owners[i] = {i};
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return distances[i * n + a] < distances[i * n + b];
    });
    for (std::size_t k = 0; k < nearest; ++k) {
      coefficients[i * n + order[k]] = 1 / static_cast<double>(nearest);
    }
  }
  heard.mix(coefficients, owners);
}

}  // namespace starling::aggregation
