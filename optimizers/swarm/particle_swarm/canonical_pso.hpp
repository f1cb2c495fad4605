#pragma once

#include <cstddef>
#include <cstdint>

#include "optimizers/swarm/particle_swarm/particle_swarm.hpp"

namespace starling::optimizers {

/// Two pulls, towards the particle's own best and towards its best informant's.
///
///   v ← w v + c U (p − x) + c U (g − x),  x ← x + v,  U uniform in [0, 1) for each coordinate
///
/// With w = χ and c = χ φ / 2 that is constriction. A coordinate that leaves the box loses its
/// velocity, or turns it round where the box reflects. SPSO-2007 moves its particles one after the
/// other in random order, each knowing what those before it found; all others are synchronous.
/// Papers: Clerc, Kennedy, "The particle swarm: explosion, stability, and convergence", 2002;
/// Shi, Eberhart, "A modified particle swarm optimizer", 1998; Bratton, Kennedy, "Defining a
/// standard for particle swarm optimization", 2007; Clerc, "Standard PSO", 2006 and 2007.
class canonical_pso : public particle_swarm {
 public:
  /// `options.variant`: constriction, inertia, standard_2006 or standard_2007.
  canonical_pso(const population_task& task, const starling::strategy::pso& options);

 private:
  void move(std::size_t i) override;
  void generation() override;
  [[nodiscard]] double inertia() const;

  enum starling::strategy::pso::variant variant_;
  double attraction_;
  double inertia_;
  double inertia_end_;
  std::uint64_t inertia_steps_;
  std::uint64_t order_seed_;
};

}  // namespace starling::optimizers
