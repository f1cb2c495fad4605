#include "optimizers/objective.hpp"

#include <cmath>

namespace starling::optimizers {

void objective::evaluate_all(std::span<const double> points, std::span<double> values) const {
  const auto d = dimension();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = evaluate(points.subspan(i * d, d));
}

std::vector<std::uint32_t> tour_of(std::span<const double> point) {
  std::vector<std::uint32_t> tour;
  tour.reserve(point.size());
  std::vector<bool> visited(point.size());
  for (const double x : point) {
    if (!(x >= 0 && x < static_cast<double>(point.size())) || x != std::floor(x)) return {};
    const auto city = static_cast<std::uint32_t>(x);
    if (visited[city]) return {};
    visited[city] = true;
    tour.push_back(city);
  }
  return tour;
}

}  // namespace starling::optimizers
