#include "optimizers/swarm/ants/trail_rule.hpp"

#include <algorithm>
#include <vector>

#include "optimizers/swarm/ants/ant_system.hpp"
#include "optimizers/swarm/ants/colony_system.hpp"
#include "optimizers/swarm/ants/max_min.hpp"

namespace starling::optimizers {

double deposit_of(const city_tour& tour) {
  return 1 / static_cast<double>(std::max<std::int64_t>(tour.length, 1));
}

const city_tour& shortest(std::span<const city_tour> tours) {
  return *std::ranges::min_element(tours, {}, &city_tour::length);
}

void exchange(state& s, city_tour& tour, const city_map& map) {
  tour.cities.resize(map.cities());
  s.exchange(tour.length);
  s.exchange(tour.cities);
  if (!s.reading() || !tour.known()) return;
  std::vector<bool> visited(map.cities());
  for (const city c : tour.cities) {
    if (c >= map.cities() || visited[c]) {
      tour.length = city_tour::unknown;
      return;
    }
    visited[c] = true;
  }
  tour.length = map.length(tour.cities);
}

std::unique_ptr<trail_rule> make_trail_rule(const starling::strategy::ant_colony& chosen,
                                            const city_map& map, std::size_t ants) {
  using variant = enum starling::strategy::ant_colony::variant;
  switch (chosen.variant) {
    case variant::max_min:
      return std::make_unique<max_min>(chosen, map);
    case variant::colony_system:
      return std::make_unique<colony_system>(chosen, map);
    case variant::ant_system:
    case variant::elitist:
    case variant::rank_based:
      break;
  }
  return std::make_unique<ant_system>(chosen, map, ants);
}

}  // namespace starling::optimizers
