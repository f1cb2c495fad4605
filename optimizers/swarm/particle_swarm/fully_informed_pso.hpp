#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "optimizers/swarm/particle_swarm/particle_swarm.hpp"

namespace starling::optimizers {

/// All informants pull, not the best alone.
///
///   v ← χ v + Σ_k U(0, φ χ / K) (p_k − x),  x ← x + v
///
/// over the K informants of the particle, itself among them, and all that was heard; φ χ is twice
/// `attraction`.
/// Cost:   O(K d) for a move; a tensor is kept for each neighbour that was heard.
/// Paper:  Mendes, Kennedy, Neves, "The fully informed particle swarm: simpler, maybe better",
///         2004.
class fully_informed_pso final : public particle_swarm {
 public:
  fully_informed_pso(const population_task& task, const starling::strategy::pso& options);

  void hear(std::span<const messages::contribution> told) override;
  void exchange(state& s) override;

 private:
  void move(std::size_t i) override;

  double inertia_;
  double attraction_;
  std::vector<candidate> all_heard_;
};

}  // namespace starling::optimizers
