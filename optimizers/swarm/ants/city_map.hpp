#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "optimizers/objective.hpp"

namespace starling::optimizers {

using city = std::uint32_t;

/// A round trip: each city once.
struct city_tour {
  static constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::max();
  std::vector<city> cities;
  std::int64_t length = unknown;

  [[nodiscard]] bool known() const { return length != unknown; }
};

/// Distances, and the cities nearest to each, as ants look them up. Immutable.
class city_map {
 public:
  /// Distances from 0 to this, those between two cities.
  static constexpr std::int64_t distance_max = std::numeric_limits<std::int32_t>::max();

  /// `cities` ≥ 2; as many `neighbours` as there are others at most.
  city_map(const tours& what, std::size_t cities, std::size_t neighbours);

  [[nodiscard]] std::size_t cities() const { return cities_; }
  [[nodiscard]] std::int32_t distance(city a, city b) const { return distance_[a * cities_ + b]; }
  /// The nearest first; of two at the same distance the lower one.
  [[nodiscard]] std::span<const city> neighbours(city of) const {
    return std::span(near_).subspan(of * neighbours_, neighbours_);
  }
  [[nodiscard]] std::int64_t length(std::span<const city> tour) const;
  /// Always on to the nearest city that was not yet visited.
  [[nodiscard]] city_tour nearest_neighbour_tour(city start) const;

 private:
  std::size_t cities_;
  std::size_t neighbours_;
  std::vector<std::int32_t> distance_;  ///< Shape: cities × cities.
  std::vector<city> near_;              ///< Shape: cities × neighbours.
};

}  // namespace starling::optimizers
