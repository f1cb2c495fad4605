#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <variant>

#include "actors/control/run_control.hpp"
#include "actors/swarm/prepare.hpp"
#include "actors/swarm/run_result.hpp"
#include "actors/swarm/swarm_driver.hpp"
#include "actors/swarm/swarm_options.hpp"

namespace starling {

/// A run that is about to start: set its bounds and call `run`.
class training {
 public:
  training(swarm_options options, actors::plug_ins own, actors::run_settings settings)
      : options_(std::move(options)), own_(std::move(own)), settings_(std::move(settings)) {}

  training& max_rounds(std::uint64_t rounds);
  training& until_loss_below(double loss);
  training& until_accuracy(double accuracy);
  /// Called after each closed round, one at a time, on a thread of the runtime. What it throws ends
  /// the run, and `run` throws it.
  training& on_round(actors::round_callback callback);
  /// To change the rule or where the particles are while it runs, for example from `on_round`.
  [[nodiscard]] std::shared_ptr<run_control> control() const { return control_; }
  /// One thread and a simulated clock: the same seed gives the same trace.
  training& virtual_time(bool on = true);
  /// Scheduler threads; 0: one per core.
  training& threads(std::size_t count);
  /// Ends the run when the flag becomes true, for example from a signal handler.
  training& stop_when(const std::atomic<bool>& flag);

  /// Blocks until the run is over. Throws: invalid_swarm.
  run_result run();

 private:
  swarm_options options_;
  actors::plug_ins own_;
  actors::run_settings settings_;
  std::shared_ptr<run_control> control_ = std::make_shared<run_control>();
};

using model_choice = std::variant<model::options, std::shared_ptr<const optimizers::model>>;
using learner_choice = std::variant<strategy::options, actors::learner_factory>;
using objective_choice =
    std::variant<objective::options, std::shared_ptr<const optimizers::objective>>;
using optimizer_choice = std::variant<strategy::options, actors::population_factory>;
using data_choice = std::variant<dataset::options, optimizers::data_split>;

/// Nodes, topology, rule and links that a training can run on, any number of times.
class swarm {
 public:
  swarm(swarm_options options, actors::plug_ins own, transports::link_factory links)
      : options_(std::move(options)), own_(std::move(own)), links_(std::move(links)) {}

  /// Each by the library's name for it or of one's own: `model::mlp{{784, 10}}` or
  /// `std::make_shared<my_model>()`, `strategy::sgd{}` or a learner_factory, `dataset::digits{}` or
  /// a data_split.
  [[nodiscard]] training train(model_choice m, learner_choice s, data_choice d,
                               partition::options p = partition::iid{}) const;
  /// Anything that proposes and adopts. Without an evaluator each node's own `evaluate` counts.
  [[nodiscard]] training train(optimizers::strategy_factory strategies,
                               optimizers::evaluator evaluate = {}) const;

  /// Looks for the least value of an objective, by the library's name for it or of one's own:
  /// `objective::function{"rastrigin", 10}` or `std::make_shared<my_objective>()`,
  /// `strategy::pso{}` or a population_factory.
  [[nodiscard]] training minimise(objective_choice what,
                                  optimizer_choice how = strategy::pso{}) const;

  [[nodiscard]] const swarm_options& options() const { return options_; }

 private:
  [[nodiscard]] training make(swarm_options options, actors::plug_ins own) const;

  swarm_options options_;
  actors::plug_ins own_;
  transports::link_factory links_;
};

/// Describes a swarm step by step; what is not said keeps the default of `swarm_options`.
class swarm_builder {
 public:
  swarm_builder() = default;
  explicit swarm_builder(swarm_options options) : options_(std::move(options)) {}

  swarm_builder& name(std::string value);
  swarm_builder& nodes(std::size_t count);
  swarm_builder& seed(std::uint64_t value);
  swarm_builder& topology(topology::options value);
  swarm_builder& topology(std::shared_ptr<const actors::topology> own);
  swarm_builder& aggregation(rule::options value);
  swarm_builder& aggregation(aggregation_options value);
  swarm_builder& aggregation(std::function<std::unique_ptr<aggregation::rule>()> own,
                             std::size_t byzantine_max);
  swarm_builder& links(link::in_process value);
  swarm_builder& links(transports::link_factory own);
  swarm_builder& rounds(round_options value);
  swarm_builder& adversaries(std::size_t count, attack::options how);
  swarm_builder& adversaries(std::size_t count, std::shared_ptr<const aggregation::attack> own);
  swarm_builder& faults(fault_options value);
  swarm_builder& evaluation(evaluation_options value);
  swarm_builder& supervision(supervision_options value);
  swarm_builder& heartbeat(heartbeat_options value);

  /// Throws: invalid_swarm when topology, rule and numbers do not fit each other.
  [[nodiscard]] swarm build() const;

 private:
  swarm_options options_;
  actors::plug_ins own_;
  transports::link_factory links_;
};

}  // namespace starling
