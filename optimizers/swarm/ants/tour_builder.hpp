#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/swarm/ants/city_map.hpp"
#include "optimizers/swarm/ants/pheromone.hpp"

namespace starling::optimizers {

/// An ant on its way: where it has been and where it may still go.
class ant_walk {
 public:
  explicit ant_walk(std::size_t cities);

  void begin(city start);
  void go(city to);

  [[nodiscard]] bool done() const { return left_.empty(); }
  [[nodiscard]] city here() const { return path_.back(); }
  [[nodiscard]] const std::vector<city>& path() const { return path_; }
  /// The cities that were not yet visited, in no order.
  [[nodiscard]] std::span<const city> left() const { return left_; }
  /// 1 where not yet visited, else 0; shape: n.
  [[nodiscard]] std::span<const double> open() const { return open_; }

 private:
  std::vector<city> path_;
  std::vector<city> left_;
  std::vector<std::uint32_t> at_;  ///< Where in `left_` a city stands.
  std::vector<double> open_;
};

/// Where ants go next.
class tour_builder {
 public:
  /// With probability `exploitation` (q0) the most attractive city, else one drawn in proportion to
  /// the attraction: among the nearest, and where those were all visited the best of the others.
  tour_builder(const city_map& map, const pheromone& trails, double exploitation);

  /// `walk` is not done. Draws nothing where one city is left.
  [[nodiscard]] city next(const ant_walk& walk, messages::random_source& random);

 private:
  [[nodiscard]] city best_near(const ant_walk& walk) const;
  [[nodiscard]] city best_left(const ant_walk& walk) const;
  [[nodiscard]] city drawn(const ant_walk& walk, messages::random_source& random);

  const city_map& map_;
  const pheromone& trails_;
  double exploitation_;
  std::vector<double> sums_;  ///< Shape: neighbours.
};

}  // namespace starling::optimizers
