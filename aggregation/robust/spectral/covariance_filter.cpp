#include "aggregation/robust/spectral/covariance_filter.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "aggregation/robust/spectral/widest_spread.hpp"

namespace starling::aggregation {

namespace {

struct filtered {
  std::vector<double> weights;
  double variance = std::numeric_limits<double>::infinity();
};

/// The weights that spread least of all that are met; `largest` becomes each one's largest t.
filtered filter(const std::vector<double>& distances, double weight_left,
                std::vector<double>& largest) {
  filtered best;
  std::vector<double> weights(largest.size(), 1.0);
  do {
    const spread now = widest_spread(distances, weights);
    if (now.variance < best.variance) best = {weights, now.variance};
    const auto& t = now.squared_projections;
    const double most = *std::max_element(t.begin(), t.end());
    if (!(most > 0)) break;  // all alike
    for (std::size_t i = 0; i < t.size(); ++i) {
      weights[i] *= 1 - t[i] / most;
      largest[i] = std::max(largest[i], t[i]);
    }
  } while (std::accumulate(weights.begin(), weights.end(), 0.0) > weight_left);
  return best;
}

}  // namespace

messages::result<messages::combination, rule_error> covariance_filter::decide(gathering& heard) {
  const std::size_t n = heard.size();
  std::vector<double> largest(n);
  const auto weight_left = static_cast<double>(n - 2 * heard.byzantine());
  const filtered best = filter(heard.squared_distances(), weight_left, largest);
  const double half = *std::max_element(best.weights.begin(), best.weights.end()) / 2;
  std::vector<std::size_t> believed;
  for (std::size_t i = 0; i < n; ++i) {
    if (best.weights[i] < half) {
      heard.judge(i, messages::refusal::outvoted, largest[i], best.variance);
    } else {
      believed.push_back(i);
    }
  }
  return heard.combined(heard.mean(best.weights), believed);
}

}  // namespace starling::aggregation
