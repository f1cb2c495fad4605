#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "actors/swarm/plan.hpp"
#include "aggregation/attacks/data/poison.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/gradient/gradient_learner.hpp"
#include "optimizers/models/model.hpp"
#include "optimizers/population.hpp"

namespace starling {

/// A swarm that cannot be: refused once, at the start. `key` names the setting as the swarm file
/// does.
class invalid_swarm : public std::invalid_argument {
 public:
  invalid_swarm(std::string key, const std::string& why)
      : std::invalid_argument(why), key_(std::move(key)) {}
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  std::string key_;
};

}  // namespace starling

namespace starling::actors {

/// Makes a learner of the user's own from a node's share of the data.
using learner_factory = std::function<std::unique_ptr<optimizers::strategy>(
    optimizers::learning_task, const optimizers::learner_options&)>;

/// Makes a swarm optimizer of the user's own.
using population_factory =
    std::function<std::unique_ptr<optimizers::population>(optimizers::population_task)>;

/// What a program brings along instead of naming it in the options. Empty parts: as the options
/// say.
struct plug_ins {
  std::shared_ptr<const topology> graph;
  std::function<std::unique_ptr<aggregation::rule>()> rules;
  std::size_t byzantine = 0;  ///< f for `rules`.
  std::shared_ptr<const aggregation::attack> attack;
  aggregation::poison poison{};  ///< What `attack` does to the adversaries' data.
  std::shared_ptr<const optimizers::model> learned;
  std::optional<optimizers::data_split> data;
  learner_factory learner;
  std::shared_ptr<const optimizers::objective> objective;
  population_factory population;
  optimizers::strategy_factory strategies;  ///< Replaces model, data and learner.
  optimizers::evaluator evaluate;           ///< Only with `strategies`.
  std::shared_ptr<const checkpoint> resumed;
};

/// A plan, and what else its owner may want to know of it.
struct prepared {
  plan run;
  std::shared_ptr<const optimizers::model> learned;  ///< Null with `plug_ins::strategies`.
  std::vector<std::size_t> shares;                   ///< Examples per node.
};

/// Checks the options against each other, loads the data, divides it, and makes the plan of a run.
///
/// Throws: invalid_swarm, with the key that is to blame and what would be legal.
prepared prepare(swarm_options options, plug_ins own = {});

}  // namespace starling::actors
