#include "optimizers/swarm/ants/pheromone.hpp"

#include <algorithm>
#include <cmath>

namespace starling::optimizers {
namespace {

/// Trails that nobody renews halve at each iteration. Here they stay, some 300 halvings on, for
/// arithmetic with numbers near a double's least takes a hundred times as long.
constexpr double trail_min = 1e-100;
constexpr double distance_of_none = 0.1;

}  // namespace

pheromone::pheromone(const city_map& map, double trail_weight, double distance_weight)
    : cities_(map.cities()),
      trail_weight_(trail_weight),
      trail_(cities_ * cities_),
      closeness_(cities_ * cities_),
      attraction_(cities_ * cities_) {
  for (city a = 0; a < cities_; ++a) {
    for (city b = 0; b < cities_; ++b) {
      const double distance = std::max<double>(map.distance(a, b), distance_of_none);
      closeness_[a * cities_ + b] = a == b ? 0 : std::pow(1 / distance, distance_weight);
    }
  }
}

double pheromone::attraction_of(std::size_t edge) const {
  const double t = trail_[edge];
  return (trail_weight_ == 1 ? t : std::pow(t, trail_weight_)) * closeness_[edge];
}

void pheromone::fill(double trail) {
  std::ranges::fill(trail_, trail);
}

void pheromone::evaporate(double rate) {
  for (double& t : trail_) t = std::max((1 - rate) * t, trail_min);
}

void pheromone::deposit(std::span<const city> tour, double amount) {
  city a = tour.back();
  for (const city b : tour) {
    trail_[a * cities_ + b] += amount;
    trail_[b * cities_ + a] = trail_[a * cities_ + b];
    a = b;
  }
}

void pheromone::limit(double low, double high) {
  for (double& t : trail_) t = std::clamp(t, low, high);
}

void pheromone::refresh() {
  for (std::size_t edge = 0; edge < trail_.size(); ++edge) attraction_[edge] = attraction_of(edge);
}

void pheromone::pull(city a, city b, double rate, double target) {
  const std::size_t there = a * cities_ + b;
  const std::size_t back = b * cities_ + a;
  trail_[back] = trail_[there] = (1 - rate) * trail_[there] + rate * target;
  attraction_[back] = attraction_[there] = attraction_of(there);
}

double pheromone::branching(const city_map& map, double share) const {
  std::size_t edges = 0;
  for (city a = 0; a < cities_; ++a) {
    const auto near = map.neighbours(a);
    const auto [least, most] =
        std::ranges::minmax(near, {}, [this, a](city b) { return trail(a, b); });
    const double low = trail(a, least);
    const double limit = low + share * (trail(a, most) - low);
    edges += static_cast<std::size_t>(
        std::ranges::count_if(near, [&](city b) { return trail(a, b) >= limit; }));
  }
  return static_cast<double>(edges) / static_cast<double>(cities_);
}

void pheromone::exchange(state& s) {
  s.exchange(trail_);
  if (s.reading()) refresh();
}

}  // namespace starling::optimizers
