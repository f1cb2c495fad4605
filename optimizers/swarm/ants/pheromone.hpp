#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "optimizers/state.hpp"
#include "optimizers/swarm/ants/city_map.hpp"

namespace starling::optimizers {

/// The trails between cities, and what draws an ant along them.
///
/// An edge has one trail τ, whichever way it is walked; its attraction is τ^α · η^β with η one over
/// the distance (which counts as 0.1 where it is 0).
/// Cost: 24 n² bytes.
class pheromone {
 public:
  /// `trail_weight` is α, `distance_weight` β.
  pheromone(const city_map& map, double trail_weight, double distance_weight);

  [[nodiscard]] double trail(city a, city b) const { return trail_[a * cities_ + b]; }
  /// From one city to each of the others; shape: n. As of the last `refresh` or `pull`.
  [[nodiscard]] std::span<const double> attraction(city from) const {
    return std::span(attraction_).subspan(from * cities_, cities_);
  }

  // These change trails alone, and `refresh` then all attractions.
  void fill(double trail);
  /// τ ← (1 − ρ) τ.
  void evaporate(double rate);
  /// τ ← τ + amount on each edge of the tour.
  void deposit(std::span<const city> tour, double amount);
  void limit(double low, double high);
  void refresh();

  /// τ ← (1 − rate) τ + rate · target on one edge, its attraction included.
  void pull(city a, city b, double rate, double target);

  /// The mean number of edges at a city that ants still choose from: among its neighbours, those
  /// with τ at least `share` of the way from the least to the greatest. 2 when all walk one tour.
  ///
  /// Paper: Gambardella, Dorigo, "Ant-Q", ICML 1995.
  [[nodiscard]] double branching(const city_map& map, double share) const;

  void exchange(state& s);

 private:
  [[nodiscard]] double attraction_of(std::size_t edge) const;

  std::size_t cities_;
  double trail_weight_;
  // Shape of each: n × n, symmetric.
  std::vector<double> trail_;
  std::vector<double> closeness_;  ///< η^β.
  std::vector<double> attraction_;
};

}  // namespace starling::optimizers
