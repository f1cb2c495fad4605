#include "optimizers/swarm/particle_swarm/particle_swarm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace starling::optimizers {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using kinds = enum starling::strategy::pso::neighbourhood;

std::unique_ptr<informants> informants_of(const population_task& task,
                                          const starling::strategy::pso& o, kinds published,
                                          std::size_t particles) {
  const auto kind = o.neighbourhood == kinds::as_published ? published : o.neighbourhood;
  if (particles == 1 || kind == kinds::everybody) return nullptr;
  const std::size_t count = o.informants > 0 ? o.informants : kind == kinds::ring ? 2U : 3U;
  return std::make_unique<informants>(
      kind, count, particles, messages::substream(task.seed, "neighbourhood", task.node.value));
}

}  // namespace

particle_swarm::particle_swarm(const population_task& task, const starling::strategy::pso& options,
                               const traits& own)
    : what_(task.what),
      particles_(static_cast<std::uint32_t>(task.particles > 0 ? task.particles : own.particles)),
      dimension_(static_cast<std::uint32_t>(task.what->dimension())),
      rebound_(static_cast<float>(own.rebound.value_or(
          what_->space().policy == starling::objective::bounds::reflect ? -1 : 0))),
      velocity_max_(infinity) {
  if (own.velocity_max > 0) velocity_max_ = own.velocity_max;
  const std::size_t n = particles_;
  const std::size_t d = dimension_;
  memory_ = std::make_unique_for_overwrite<std::byte[]>(
      n * (sizeof(messages::random_source) + (3 * d + 2) * sizeof(double)));
  informants_ = informants_of(task, options, own.neighbourhood, n);
  const auto& space = what_->space();
  for (std::size_t i = 0; i < n; ++i) {
    new (&sources()[i])
        messages::random_source(messages::substream(task.seed, "particle", task.node.value, i));
    const auto p = at(i);
    space.draw(p.position, p.random);
    space.draw(p.velocity, p.random);
    for (std::size_t j = 0; j < d; ++j) {
      p.velocity[j] = own.start * (p.velocity[j] - p.position[j]);
    }
    std::ranges::copy(p.position, row(2, i));
    values()[i] = best_values()[i] = infinity;
  }
}

void particle_swarm::advance() {
  const double before = best_values()[best_];
  if (evaluations_ == 0) {
    evaluate_all();
  } else {
    generation();
  }
  evaluations_ += particles_;
  if (informants_ != nullptr && !(best_values()[best_] < before)) informants_->redraw();
}

void particle_swarm::generation() {
  for (std::size_t i = 0; i < particles_; ++i) move(i);
  evaluate_all();
}

void particle_swarm::evaluate_all() {
  what_->evaluate_all({row(0, 0), std::size_t{particles_} * dimension_}, values());
  for (std::size_t i = 0; i < particles_; ++i) settle(i, values()[i]);
}

void particle_swarm::evaluate(std::size_t i) {
  values()[i] = what_->evaluate(at(i).position);
  settle(i, values()[i]);
}

void particle_swarm::settle(std::size_t i, double value) {
  const auto bests = best_values();
  if (!(value < bests[i])) return;  // NaN included
  bests[i] = value;
  std::copy_n(row(0, i), dimension_, row(2, i));
  if (value < bests[best_]) best_ = static_cast<std::uint32_t>(i);
}

void particle_swarm::fly(const particle& p) const {
  const auto& space = what_->space();
  for (std::size_t j = 0; j < p.position.size(); ++j) {
    const double limit = velocity_max_ * (space.high[j] - space.low[j]);
    const double v = std::clamp(p.velocity[j], -limit, limit);
    p.velocity[j] = v;
    p.position[j] += v;
    if (space.bring_back(j, p.position[j], p.random)) {
      p.velocity[j] = std::isfinite(v) ? rebound_ * v : 0;
    }
  }
}

particle_swarm::informant particle_swarm::best_informant(std::size_t i) const {
  const auto bests = best_values();
  std::size_t best = best_;
  if (informants_ != nullptr) {
    best = i;
    for (const std::size_t k : informants_->of(i)) {
      if (bests[k] < bests[best]) best = k;
    }
  }
  if (heard_.value < bests[best]) return {heard_.point.doubles(), false};
  return {personal_best(best), best == i};
}

void particle_swarm::hear(std::span<const messages::contribution> told) {
  const messages::contribution* best = nullptr;
  for (const auto& c : told) {
    if (c.score < (best == nullptr ? infinity : best->score)) best = &c;
  }
  if (best == nullptr) {
    heard_ = nothing();
    return;
  }
  heard_ = {.point = best->parameters, .value = best->score};
  if (heard_.value < best_heard_.value) best_heard_ = heard_;
}

candidate particle_swarm::best() const {
  return best_heard_.value < best_values()[best_] ? best_heard_ : told();
}

candidate particle_swarm::told() const {
  if (evaluations_ == 0) return nothing();
  const double value = best_values()[best_];
  if (told_.point.empty() || told_.value != value) {
    told_ = {.point = messages::tensor(personal_best(best_)), .value = value};
  }
  return told_;
}

std::size_t particle_swarm::positions(std::span<double> points) const {
  const auto count = std::min<std::size_t>(particles_, points.size() / dimension_);
  std::copy_n(row(0, 0), count * dimension_, points.begin());
  return count;
}

void particle_swarm::exchange(state& s) {
  s.exchange(evaluations_);
  s.exchange(best_);
  best_ = std::min(best_, particles_ - 1);
  s.exchange(sources());
  s.exchange(numbers());
  if (informants_ != nullptr) informants_->exchange(s);
  optimizers::exchange(s, heard_, dimension_);
  optimizers::exchange(s, best_heard_, dimension_);
  if (s.reading()) told_ = nothing();
}

}  // namespace starling::optimizers
