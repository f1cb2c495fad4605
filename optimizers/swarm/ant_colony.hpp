#pragma once

#include <memory>
#include <string>
#include <vector>

#include "messages/types/random.hpp"
#include "messages/types/result.hpp"
#include "optimizers/population.hpp"
#include "optimizers/swarm/ants/city_map.hpp"
#include "optimizers/swarm/ants/local_search.hpp"
#include "optimizers/swarm/ants/pheromone.hpp"
#include "optimizers/swarm/ants/tour_builder.hpp"
#include "optimizers/swarm/ants/trail_rule.hpp"

namespace starling::optimizers {

/// A colony of ants on a tour problem: in a generation every ant builds one tour, which is one
/// evaluation, and the trails change by the variant's rule.
///
/// A shorter tour that a neighbour tells becomes the best so far and deposits as such; what is told
/// is the colony's own best. Lengths of what is heard are measured here; what is no tour is ignored
/// and counted.
/// Cost:   28 n² bytes; a generation O(n² + ants · n · candidates) and the local search.
/// Paper:  Dorigo, Stützle, "Ant Colony Optimization", MIT Press 2004; docs/reference/optimizers/.
class ant_colony final : public population {
 public:
  static constexpr std::size_t cities_min = 3;
  static constexpr std::size_t cities_max = 4096;

  /// `chosen` as `with_defaults` gives it, for an objective that is `tours`; see `make_ant_colony`.
  ant_colony(const starling::strategy::ant_colony& chosen, population_task task);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override { return candidate_of(best_so_far_); }
  [[nodiscard]] candidate told() const override { return candidate_of(own_best_); }
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

  /// How often a neighbour told what is no tour.
  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }
  [[nodiscard]] const pheromone& trails() const { return trails_; }

 private:
  [[nodiscard]] static candidate candidate_of(const city_tour& tour);
  void walk_apart();
  void walk_abreast();

  population_task task_;
  city_map map_;
  pheromone trails_;
  std::unique_ptr<trail_rule> rule_;
  std::unique_ptr<local_search> search_;
  tour_builder builder_;
  std::vector<messages::random_source> random_;  ///< One of each ant.
  std::vector<ant_walk> walks_;                  ///< One, or where ants walk abreast one of each.
  std::vector<city_tour> built_;                 ///< In the last generation, one of each ant.
  city_tour own_best_;
  city_tour best_so_far_;
  std::uint64_t evaluations_ = 0;
  std::uint64_t ignored_ = 0;
};

/// The options with the value that the variant has over `cities` in the place of each 0 that stands
/// for one: distance_weight, evaporation, elitists, work.particles.
starling::strategy::ant_colony with_defaults(starling::strategy::ant_colony chosen,
                                             std::size_t cities);

/// `task.particles` ants; 0: as many as the variant has.
///
/// Errors: one sentence when the objective has no tours or too many cities, or an option is out of
/// its range.
messages::result<std::unique_ptr<population>, std::string> make_ant_colony(
    const starling::strategy::ant_colony& chosen, population_task task);

}  // namespace starling::optimizers
