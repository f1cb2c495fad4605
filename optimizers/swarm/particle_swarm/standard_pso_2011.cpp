#include "optimizers/swarm/particle_swarm/standard_pso_2011.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace starling::optimizers {

standard_pso_2011::standard_pso_2011(const population_task& task,
                                     const starling::strategy::pso& options)
    : particle_swarm(task, options,
                     {.start = 1,
                      .velocity_max = 0,
                      .rebound = -0.5,
                      .neighbourhood = starling::strategy::pso::neighbourhood::adaptive_random,
                      .particles = 40}) {}

void standard_pso_2011::move(std::size_t i) {
  constexpr double w = 1 / (2 * std::numbers::ln2);
  constexpr double c = 0.5 + std::numbers::ln2;
  const auto p = at(i);
  const auto own = personal_best(i);
  const auto best = best_informant(i);
  const double share = c / (best.itself ? 2 : 3);
  double radius_squared = 0;
  for (std::size_t j = 0; j < dimension(); ++j) {
    double away = own[j] - p.position[j];
    if (!best.itself) away += best.point[j] - p.position[j];
    const double to_centre = share * away;  // of G - x
    radius_squared += to_centre * to_centre;
    p.velocity[j] = w * p.velocity[j] + to_centre;
  }
  thread_local std::vector<double> drawn;  // one per thread, not per particle
  drawn.resize(dimension());
  draw_in_ball(std::sqrt(radius_squared), drawn, p.random);
  for (std::size_t j = 0; j < dimension(); ++j) p.velocity[j] += drawn[j];
  fly(p);
}

void draw_in_ball(double radius, std::span<double> point, messages::random_source& random) {
  double squared = 0;
  do {
    squared = 0;
    for (double& x : point) {
      x = random.normal();
      squared += x * x;
    }
  } while (squared == 0);
  const double length = radius * random.uniform() / std::sqrt(squared);
  for (double& x : point) x *= length;
}

}  // namespace starling::optimizers
