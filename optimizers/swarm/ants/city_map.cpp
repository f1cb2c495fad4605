#include "optimizers/swarm/ants/city_map.hpp"

#include <algorithm>
#include <numeric>

namespace starling::optimizers {

city_map::city_map(const tours& what, std::size_t cities, std::size_t neighbours)
    : cities_(cities),
      neighbours_(std::min(neighbours, cities - 1)),
      distance_(cities * cities),
      near_(cities * neighbours_) {
  for (city a = 0; a < cities; ++a) {
    for (city b = 0; b < cities; ++b) {
      if (a != b) distance_[a * cities + b] = static_cast<std::int32_t>(what.distance(a, b));
    }
  }
  std::vector<city> others(cities);
  for (city a = 0; a < cities; ++a) {
    std::iota(others.begin(), others.end(), city{0});
    std::swap(others[a], others.back());
    const auto nearer = [this, a](city b, city c) {
      return distance(a, b) != distance(a, c) ? distance(a, b) < distance(a, c) : b < c;
    };
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(neighbours_);
    std::partial_sort(others.begin(), end, others.end() - 1, nearer);
    std::copy(others.begin(), end, near_.begin() + static_cast<std::ptrdiff_t>(a * neighbours_));
  }
}

std::int64_t city_map::length(std::span<const city> tour) const {
  std::int64_t sum = distance(tour.back(), tour.front());
  for (std::size_t i = 1; i < tour.size(); ++i) sum += distance(tour[i - 1], tour[i]);
  return sum;
}

city_tour city_map::nearest_neighbour_tour(city start) const {
  std::vector<city> left(cities_);
  std::iota(left.begin(), left.end(), city{0});
  city_tour out;
  for (city here = start;;) {
    out.cities.push_back(here);
    left.erase(std::ranges::lower_bound(left, here));
    if (left.empty()) break;
    here = *std::ranges::min_element(left, {}, [&](city c) { return distance(here, c); });
  }
  out.length = length(out.cities);
  return out;
}

}  // namespace starling::optimizers
