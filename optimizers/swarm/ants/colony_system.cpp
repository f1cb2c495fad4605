#include "optimizers/swarm/ants/colony_system.hpp"

namespace starling::optimizers {

colony_system::colony_system(const starling::strategy::ant_colony& chosen, const city_map& map)
    : evaporation_(chosen.evaporation),
      local_evaporation_(chosen.local_evaporation),
      trail_at_start_(deposit_of(map.nearest_neighbour_tour(0)) /
                      static_cast<double>(map.cities())) {}

void colony_system::start(pheromone& trails) {
  trails.fill(trail_at_start_);
  trails.refresh();
}

void colony_system::walked(pheromone& trails, city from, city to) {
  trails.pull(from, to, local_evaporation_, trail_at_start_);
}

void colony_system::finish(pheromone& trails, const ants_returned& ants) {
  const double deposit = deposit_of(ants.best_so_far);
  city from = ants.best_so_far.cities.back();
  for (const city to : ants.best_so_far.cities) {
    trails.pull(from, to, evaporation_, deposit);
    from = to;
  }
}

}  // namespace starling::optimizers
