#include "aggregation/reputation/graph_trust.hpp"

#include <algorithm>
#include <bit>

namespace starling::aggregation {

std::vector<double> graph_trust(std::span<const std::vector<std::uint32_t>> neighbours,
                                std::size_t seed) {
  const std::size_t n = neighbours.size();
  std::vector<double> trust(n);
  trust[seed] = 1;
  std::vector<double> next(n);
  for (int steps = static_cast<int>(std::bit_width(n - 1)); steps > 0; --steps) {
    for (std::size_t i = 0; i < n; ++i) {
      double heard = 0;
      for (const std::uint32_t j : neighbours[i]) {
        heard += trust[j] / static_cast<double>(neighbours[j].size());
      }
      next[i] = (trust[i] + heard) / 2;
    }
    trust.swap(next);
  }
  double most = 0;
  for (std::size_t i = 0; i < n; ++i) {
    trust[i] = neighbours[i].empty() ? 0 : trust[i] / static_cast<double>(neighbours[i].size());
    most = std::max(most, trust[i]);
  }
  for (double& t : trust) t = most > 0 ? t / most : 0;
  return trust;
}

}  // namespace starling::aggregation
