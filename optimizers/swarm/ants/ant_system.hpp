#pragma once

#include <vector>

#include "optimizers/swarm/ants/trail_rule.hpp"

namespace starling::optimizers {

/// All ants deposit 1/L; or also, e times, the best so far; or the w − 1 best, weighted w − 1 … 1,
/// and the best so far, w times.
///
/// Paper: Dorigo, Maniezzo, Colorni, "Ant System", 1996; Bullnheimer, Hartl, Strauss, "A New
///        Rank-Based Version of the Ant System", 1999. Starting trails: Dorigo, Stützle, "Ant
///        Colony Optimization", 2004, box 3.1.
class ant_system final : public trail_rule {
 public:
  ant_system(const starling::strategy::ant_colony& chosen, const city_map& map, std::size_t ants);

  void start(pheromone& trails) override;
  void finish(pheromone& trails, const ants_returned& ants) override;

 private:
  void deposit_ranked(pheromone& trails, std::span<const city_tour> built);

  starling::strategy::ant_colony chosen_;
  double trail_at_start_ = 0;
  std::vector<std::size_t> by_rank_;
};

}  // namespace starling::optimizers
