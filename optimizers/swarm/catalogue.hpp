#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "optimizers/population.hpp"

// Swarm optimizers by their options.

namespace starling::optimizers {

/// The population that the options name.
///
/// Errors: one sentence; the optimizer needs another kind of objective.
messages::result<std::unique_ptr<population>, std::string> make_population(
    const starling::strategy::swarm& how, const population_task& task);

/// What a generation of one node costs after the first, by trying it; 1 where there is no such
/// optimizer for this objective.
std::uint64_t evaluations_per_generation(const starling::strategy::swarm& how,
                                         const objective& what);

/// How many generations pass between two rounds.
std::size_t generations_of(const starling::strategy::swarm& how);

}  // namespace starling::optimizers
