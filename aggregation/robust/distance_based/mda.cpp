#include "aggregation/robust/distance_based/mda.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "aggregation/robust/distance_based/minimum_diameter.hpp"

namespace starling::aggregation {

messages::result<messages::combination, rule_error> mda::decide(gathering& heard) {
  const std::size_t n = heard.size();
  const std::vector<double>& distances = heard.squared_distances();
  const auto chosen = minimum_diameter(distances, n, n - heard.byzantine(), nodes_max);
  if (!chosen) return messages::failure{rule_error::too_costly};
  std::vector<double> weights(n);
  for (const std::size_t i : *chosen) weights[i] = 1;
  std::vector<double> furthest(n);
  double diameter = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::size_t j : *chosen) furthest[i] = std::max(furthest[i], distances[i * n + j]);
    if (weights[i] > 0) diameter = std::max(diameter, furthest[i]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (weights[i] > 0) continue;
    heard.judge(i, messages::refusal::outvoted, std::sqrt(furthest[i]), std::sqrt(diameter));
  }
  return heard.combined(heard.mean(weights), *chosen);
}

}  // namespace starling::aggregation
