#pragma once

#include "optimizers/swarm/ants/trail_rule.hpp"

namespace starling::optimizers {

/// The best so far alone deposits, and on its own edges alone does trail evaporate:
/// τ ← (1 − ρ) τ + ρ / L; each step of an ant wears the trail away: τ ← (1 − ξ) τ + ξ τ0, where
/// τ0 is one over n times the length of the nearest-neighbour tour.
///
/// Paper: Dorigo, Gambardella, "Ant Colony System", 1997.
class colony_system final : public trail_rule {
 public:
  colony_system(const starling::strategy::ant_colony& chosen, const city_map& map);

  void start(pheromone& trails) override;
  void finish(pheromone& trails, const ants_returned& ants) override;
  [[nodiscard]] bool wears_trails() const override { return true; }
  void walked(pheromone& trails, city from, city to) override;

 private:
  double evaporation_;
  double local_evaporation_;
  double trail_at_start_;
};

}  // namespace starling::optimizers
