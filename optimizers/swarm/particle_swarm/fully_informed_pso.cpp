#include "optimizers/swarm/particle_swarm/fully_informed_pso.hpp"

namespace starling::optimizers {

fully_informed_pso::fully_informed_pso(const population_task& task,
                                       const starling::strategy::pso& options)
    : particle_swarm(task, options,
                     {.velocity_max = options.velocity_max,
                      .neighbourhood = starling::strategy::pso::neighbourhood::ring}),
      inertia_(options.inertia),
      attraction_(options.attraction) {}

void fully_informed_pso::move(std::size_t i) {
  const auto p = at(i);
  std::size_t count = all_heard_.size();
  each_informant(i, [&](std::size_t) { ++count; });
  const double share = 2 * attraction_ / static_cast<double>(count);
  messages::random_source random = p.random;
  const auto pull = [&](std::span<const double> to) {
    for (std::size_t j = 0; j < to.size(); ++j) {
      p.velocity[j] += share * random.uniform() * (to[j] - p.position[j]);
    }
  };
  for (double& v : p.velocity) v *= inertia_;
  each_informant(i, [&](std::size_t k) { pull(personal_best(k)); });
  for (const auto& c : all_heard_) pull(c.point.doubles());
  p.random = random;
  fly(p);
}

void fully_informed_pso::hear(std::span<const messages::contribution> told) {
  particle_swarm::hear(told);
  keep(told, all_heard_);
}

void fully_informed_pso::exchange(state& s) {
  particle_swarm::exchange(s);
  optimizers::exchange(s, all_heard_, dimension());
}

}  // namespace starling::optimizers
