#pragma once

#include <cstddef>
#include <span>

#include "optimizers/swarm/particle_swarm/particle_swarm.hpp"

namespace starling::optimizers {

/// The standard whose moves no rotation of the axes changes.
///
///   G = (x + (x + c (p − x)) + (x + c (g − x))) / 3,  or (x + (x + c (p − x))) / 2 where g is p
///   v ← w v + x' − x,  x ← x + v,  x' drawn in the hypersphere around G through x
///
/// with w = 1 / (2 ln 2) and c = 1/2 + ln 2. A coordinate that leaves the box keeps minus half of
/// its velocity. Synchronous.
/// Cost:   O(d) for a move, of which d normal numbers are most.
/// Paper:  Clerc, "Standard particle swarm optimisation: from 2006 to 2011", 2012;
/// Zambrano-Bigiarini,
///         Clerc, Rojas, "Standard particle swarm optimisation 2011 at CEC-2013", 2013.
class standard_pso_2011 final : public particle_swarm {
 public:
  standard_pso_2011(const population_task& task, const starling::strategy::pso& options);

 private:
  void move(std::size_t i) override;
};

/// A point of the ball around 0: the direction is uniform, and so is the distance from 0, up to
/// `radius`; hence it is denser in the middle. Overwrites `point`.
void draw_in_ball(double radius, std::span<double> point, messages::random_source& random);

}  // namespace starling::optimizers
