#include "actors/swarm/swarm_builder.hpp"

namespace starling {

namespace {

/// Writes a choice down as the option that it names or as the plug-in that it is.
template <class Option, class Own, class Place>
void choose(std::variant<Option, Own> choice, Option& option, Place& own) {
  if (auto* named = std::get_if<Option>(&choice)) {
    option = std::move(*named);
  } else {
    own = std::get<Own>(std::move(choice));
  }
}

}  // namespace

training& training::max_rounds(std::uint64_t rounds) {
  options_.rounds.max = rounds;
  return *this;
}
training& training::until_loss_below(double loss) {
  options_.rounds.until_loss_below = loss;
  return *this;
}
training& training::until_accuracy(double accuracy) {
  options_.rounds.until_accuracy = accuracy;
  return *this;
}
training& training::on_round(actors::round_callback callback) {
  settings_.on_round = std::move(callback);
  return *this;
}
training& training::virtual_time(bool on) {
  settings_.virtual_time = on;
  return *this;
}
training& training::threads(std::size_t count) {
  settings_.threads = count;
  return *this;
}
training& training::stop_when(const std::atomic<bool>& flag) {
  settings_.interrupt = &flag;
  return *this;
}

run_result training::run() {
  auto ready = actors::prepare(options_, own_);
  control_->attach(ready.run.live);
  return actors::run_in_process(std::move(ready.run), settings_);
}

training swarm::make(swarm_options options, actors::plug_ins own) const {
  actors::run_settings settings;
  settings.links = links_;
  return {std::move(options), std::move(own), std::move(settings)};
}

training swarm::train(model_choice m, learner_choice s, data_choice d, partition::options p) const {
  auto options = options_;
  auto own = own_;
  choose(std::move(m), options.model, own.learned);
  choose(std::move(s), options.strategy, own.learner);
  choose(std::move(d), options.data, own.data);
  options.partition = p;
  return make(std::move(options), std::move(own));
}

training swarm::minimise(objective_choice what, optimizer_choice how) const {
  auto options = options_;
  auto own = own_;
  choose(std::move(what), options.objective, own.objective);
  choose(std::move(how), options.strategy, own.population);
  return make(std::move(options), std::move(own));
}

training swarm::train(optimizers::strategy_factory strategies,
                      optimizers::evaluator evaluate) const {
  auto own = own_;
  own.strategies = std::move(strategies);
  own.evaluate = std::move(evaluate);
  return make(options_, std::move(own));
}

swarm_builder& swarm_builder::name(std::string value) {
  options_.name = std::move(value);
  return *this;
}
swarm_builder& swarm_builder::nodes(std::size_t count) {
  options_.nodes = count;
  return *this;
}
swarm_builder& swarm_builder::seed(std::uint64_t value) {
  options_.seed = value;
  return *this;
}
swarm_builder& swarm_builder::topology(topology::options value) {
  options_.topology = std::move(value);
  own_.graph = nullptr;
  return *this;
}
swarm_builder& swarm_builder::topology(std::shared_ptr<const actors::topology> own) {
  own_.graph = std::move(own);
  return *this;
}
swarm_builder& swarm_builder::aggregation(aggregation_options value) {
  options_.aggregation = std::move(value);
  own_.rules = nullptr;
  return *this;
}
swarm_builder& swarm_builder::aggregation(rule::options value) {
  options_.aggregation.rule = std::move(value);
  own_.rules = nullptr;
  return *this;
}
swarm_builder& swarm_builder::aggregation(std::function<std::unique_ptr<aggregation::rule>()> own,
                                          std::size_t byzantine_max) {
  own_.rules = std::move(own);
  own_.byzantine = byzantine_max;
  return *this;
}
swarm_builder& swarm_builder::links(link::in_process value) {
  options_.emulate = std::move(value.emulate);
  links_ = nullptr;
  return *this;
}
swarm_builder& swarm_builder::links(transports::link_factory own) {
  links_ = std::move(own);
  return *this;
}
swarm_builder& swarm_builder::rounds(round_options value) {
  options_.rounds = value;
  return *this;
}
swarm_builder& swarm_builder::adversaries(std::size_t count, attack::options how) {
  options_.adversaries = {count, std::move(how)};
  own_.attack = nullptr;
  return *this;
}
swarm_builder& swarm_builder::adversaries(std::size_t count,
                                          std::shared_ptr<const aggregation::attack> own) {
  options_.adversaries.count = count;
  own_.attack = std::move(own);
  return *this;
}
swarm_builder& swarm_builder::faults(fault_options value) {
  options_.faults = std::move(value);
  return *this;
}
swarm_builder& swarm_builder::evaluation(evaluation_options value) {
  options_.evaluation = value;
  return *this;
}
swarm_builder& swarm_builder::supervision(supervision_options value) {
  options_.supervision = value;
  return *this;
}
swarm_builder& swarm_builder::heartbeat(heartbeat_options value) {
  options_.heartbeat = value;
  return *this;
}

swarm swarm_builder::build() const {
  // A plan with strategies that nobody calls checks everything that does not need data.
  auto own = own_;
  own.strategies = [](messages::node_id) { return std::unique_ptr<optimizers::strategy>(); };
  static_cast<void>(actors::prepare(options_, std::move(own)));
  return {options_, own_, links_};
}

}  // namespace starling
