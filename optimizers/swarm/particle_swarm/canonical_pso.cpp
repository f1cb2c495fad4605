#include "optimizers/swarm/particle_swarm/canonical_pso.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace starling::optimizers {

namespace {

using variants = enum starling::strategy::pso::variant;
using neighbourhoods = enum starling::strategy::pso::neighbourhood;

bool standard(variants v) {
  return v == variants::standard_2006 || v == variants::standard_2007;
}

}  // namespace

canonical_pso::canonical_pso(const population_task& task, const starling::strategy::pso& options)
    : particle_swarm(
          task, options,
          standard(options.variant)
              ? traits{.velocity_max = 0,
                       .neighbourhood = neighbourhoods::adaptive_random,
                       .particles = 10 + static_cast<std::size_t>(2 * std::sqrt(static_cast<double>(
                                                                          task.what->dimension())))}
              : traits{.velocity_max = options.velocity_max}),
      variant_(options.variant),
      attraction_(options.attraction),
      inertia_(options.inertia),
      inertia_end_(variant_ == variants::inertia ? options.inertia_end : options.inertia),
      inertia_steps_(options.inertia_steps),
      order_seed_(messages::substream(task.seed, "order", task.node.value)) {
  if (standard(variant_)) {
    attraction_ = 0.5 + std::numbers::ln2;
    inertia_ = inertia_end_ = 1 / (2 * std::numbers::ln2);
  }
}

double canonical_pso::inertia() const {
  if (inertia_ == inertia_end_) return inertia_;
  if (moves() >= inertia_steps_) return inertia_end_;
  const double passed = static_cast<double>(moves()) / static_cast<double>(inertia_steps_);
  return inertia_ + (inertia_end_ - inertia_) * passed;
}

void canonical_pso::move(std::size_t i) {
  const auto p = at(i);
  const auto own = personal_best(i);
  const auto best = best_informant(i);
  const double w = inertia();
  const double c = attraction_;
  messages::random_source random = p.random;  // a copy, to stay in registers
  if (best.itself && variant_ == variants::standard_2007) {
    for (std::size_t j = 0; j < dimension(); ++j) {
      p.velocity[j] = w * p.velocity[j] + c * random.uniform() * (own[j] - p.position[j]);
    }
  } else {
    for (std::size_t j = 0; j < dimension(); ++j) {
      const double own_pull = c * random.uniform() * (own[j] - p.position[j]);
      const double pull = c * random.uniform() * (best.point[j] - p.position[j]);
      p.velocity[j] = w * p.velocity[j] + own_pull + pull;
    }
  }
  p.random = random;
  fly(p);
}

void canonical_pso::generation() {
  if (variant_ != variants::standard_2007) {
    particle_swarm::generation();
    return;
  }
  thread_local std::vector<std::uint32_t> order;
  order.resize(particles());
  std::iota(order.begin(), order.end(), 0U);
  messages::random_source(messages::substream(order_seed_, "generation", moves()))
      .shuffle(std::span(order));
  for (const std::size_t i : order) {
    move(i);
    evaluate(i);
  }
}

}  // namespace starling::optimizers
