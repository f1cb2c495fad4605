#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "optimizers/options.hpp"
#include "optimizers/state.hpp"
#include "optimizers/swarm/ants/city_map.hpp"
#include "optimizers/swarm/ants/pheromone.hpp"

namespace starling::optimizers {

/// What has come of an iteration.
struct ants_returned {
  std::span<const city_tour> built;  ///< One of each ant; not empty.
  const city_tour& best_so_far;      ///< The shortest that this colony knows, from others too.
};

/// How trails change: what makes one ant algorithm of another.
class trail_rule {
 public:
  virtual ~trail_rule() = default;

  /// Before the first iteration; attractions included.
  virtual void start(pheromone& trails) = 0;
  /// After each iteration; attractions included.
  virtual void finish(pheromone& trails, const ants_returned& ants) = 0;

  /// Whether ants walk abreast and change the trail under them at each step.
  [[nodiscard]] virtual bool wears_trails() const { return false; }
  /// An ant has gone from one city to another; only where `wears_trails`.
  virtual void walked(pheromone& /*trails*/, city /*from*/, city /*to*/) {}

  virtual void exchange(state& /*s*/) {}
};

/// The deposit of a tour: 1 / length, where one of length 0 counts as 1.
double deposit_of(const city_tour& tour);
/// The first of the shortest.
const city_tour& shortest(std::span<const city_tour> tours);
/// Writes a tour down, or takes over one that is possible: else it is unknown.
void exchange(state& s, city_tour& tour, const city_map& map);

/// `chosen` has no zeros that stand for a default; `ants` build a tour each per iteration; `map`
/// outlives the rule.
std::unique_ptr<trail_rule> make_trail_rule(const starling::strategy::ant_colony& chosen,
                                            const city_map& map, std::size_t ants);

}  // namespace starling::optimizers
