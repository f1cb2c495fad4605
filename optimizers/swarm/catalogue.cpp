#include "optimizers/swarm/catalogue.hpp"

#include "optimizers/swarm/ant_colony.hpp"
#include "optimizers/swarm/artificial_bee_colony.hpp"
#include "optimizers/swarm/cma_es.hpp"
#include "optimizers/swarm/differential_evolution.hpp"
#include "optimizers/swarm/firefly.hpp"
#include "optimizers/swarm/grey_wolf.hpp"
#include "optimizers/swarm/particle_swarm/canonical_pso.hpp"
#include "optimizers/swarm/particle_swarm/fully_informed_pso.hpp"
#include "optimizers/swarm/particle_swarm/standard_pso_2011.hpp"

namespace starling::optimizers {

namespace options = starling::strategy;

namespace {

using made = messages::result<std::unique_ptr<population>, std::string>;

made make(const options::pso& o, const population_task& task) {
  using kind = enum options::pso::variant;
  switch (o.variant) {
    case kind::standard_2011:
      return std::unique_ptr<population>(std::make_unique<standard_pso_2011>(task, o));
    case kind::fully_informed:
      return std::unique_ptr<population>(std::make_unique<fully_informed_pso>(task, o));
    default:
      return std::unique_ptr<population>(std::make_unique<canonical_pso>(task, o));
  }
}
made make(const options::ant_colony& o, const population_task& task) {
  return make_ant_colony(o, task);
}
made make(const options::firefly& o, const population_task& task) {
  return std::unique_ptr<population>(std::make_unique<firefly>(task, o));
}
made make(const options::differential_evolution& o, const population_task& task) {
  return std::unique_ptr<population>(std::make_unique<differential_evolution>(task, o));
}
made make(const options::cma_es& o, const population_task& task) {
  return std::unique_ptr<population>(std::make_unique<cma_es>(task, o));
}
made make(const options::bee_colony& o, const population_task& task) {
  return std::unique_ptr<population>(std::make_unique<artificial_bee_colony>(task, o));
}
made make(const options::grey_wolf& o, const population_task& task) {
  return std::unique_ptr<population>(std::make_unique<grey_wolf>(task, o));
}

}  // namespace

made make_population(const options::swarm& how, const population_task& task) {
  const bool round_trips = dynamic_cast<const tours*>(task.what.get()) != nullptr;
  const bool ants = std::holds_alternative<options::ant_colony>(how);
  if (round_trips && !ants) {
    return messages::failure{std::string("tours are for ants: choose ant_colony")};
  }
  if (ants && !round_trips) {
    return messages::failure{"ants build tours, and objective '" + std::string(task.what->name()) +
                             "' has none: choose another optimizer"};
  }
  return std::visit([&task](const auto& o) { return make(o, task); }, how);
}

std::uint64_t evaluations_per_generation(const options::swarm& how, const objective& what) {
  population_task trial;
  trial.what = {std::shared_ptr<void>(), &what};
  trial.particles = std::visit([](const auto& o) { return o.work.particles; }, how);
  const auto made = make_population(how, trial);
  if (!made) return 1;
  (*made)->advance();
  const auto first = (*made)->evaluations();
  (*made)->advance();
  return (*made)->evaluations() - first;
}

std::size_t generations_of(const options::swarm& how) {
  return std::visit([](const auto& o) { return o.work.local_steps; }, how);
}

}  // namespace starling::optimizers
