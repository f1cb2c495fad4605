#include "optimizers/swarm/catalogue.hpp"

#include <cmath>

#include "optimizers/swarm/canonical_pso.hpp"
#include "optimizers/swarm/fully_informed_pso.hpp"
#include "optimizers/swarm/standard_pso_2011.hpp"

namespace starling::optimizers {

namespace options = starling::strategy;

namespace {

using made = messages::result<std::unique_ptr<population>, std::string>;

std::unique_ptr<population> make(const options::pso& o, const population_task& task) {
  using kind = enum options::pso::variant;
  switch (o.variant) {
    case kind::standard_2011:
      return std::make_unique<standard_pso_2011>(task, o);
    case kind::fully_informed:
      return std::make_unique<fully_informed_pso>(task, o);
    default:
      return std::make_unique<canonical_pso>(task, o);
  }
}

template <class T>
std::unique_ptr<population> make(const T&, const population_task&) {
  return nullptr;  // TEMP
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
  return std::visit([&task](const auto& o) -> made { return make(o, task); }, how);
}

std::size_t particles_of(const options::swarm& how, const objective& what) {
  const auto d = what.dimension();
  const auto asked = std::visit([](const auto& o) { return o.work.particles; }, how);
  if (asked > 0) return asked;
  if (const auto* ants = std::get_if<options::ant_colony>(&how)) {
    return ants->variant == options::ant_colony::variant::colony_system ? 10 : d;
  }
  if (std::holds_alternative<options::cma_es>(how)) {
    return 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>(d)));
  }
  return 1;
}

std::size_t generations_of(const options::swarm& how) {
  return std::visit([](const auto& o) { return o.work.local_steps; }, how);
}

}  // namespace starling::optimizers
