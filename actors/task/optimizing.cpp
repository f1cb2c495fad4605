#include "actors/task/optimizing.hpp"

#include "actors/task/learning.hpp"
#include "aggregation/attacks/catalogue.hpp"
#include "aggregation/catalogue.hpp"
#include "optimizers/gradient/gradient_walker.hpp"
#include "optimizers/particle.hpp"
#include "optimizers/problems/catalogue.hpp"
#include "optimizers/problems/model_objective.hpp"
#include "optimizers/swarm/catalogue.hpp"

namespace starling::actors {

using messages::node_id;
using messages::round_number;

namespace {

/// What is looked for the least value of; also what is learned where that is a model's loss.
/// Throws: invalid_swarm.
std::shared_ptr<const optimizers::objective> objective_of(prepared& out, const plug_ins& own) {
  if (own.objective) return own.objective;
  const auto& o = out.run.options;
  if (const auto* loss = std::get_if<objective::training_loss>(&o.objective)) {
    const auto data = load_data(o, own);
    out.learned = model_for(o, own, *data.train);
    out.run.evaluate =
        [test = optimizers::test_evaluator(out.learned, data.test, o.evaluation.samples)](
            const messages::tensor& point) { return test(optimizers::in_float32(point)); };
    return std::make_shared<const optimizers::model_objective>(out.learned, data.train, *loss);
  }
  auto made = optimizers::make_objective(o.objective);
  if (!made) throw invalid_swarm("objective", made.error());
  return *std::move(made);
}

/// Gradients need a slope, and one that they can follow in float32.
void add_walkers(prepared& out, std::shared_ptr<const optimizers::objective> what,
                 const strategy::gradient& how) {
  auto& run = out.run;
  if (dynamic_cast<const optimizers::differentiable*>(what.get()) == nullptr) {
    throw invalid_swarm("strategy.kind", "objective '" + std::string(what->name()) +
                                             "' has no gradient: choose a swarm optimizer");
  }
  run.dimension = what->dimension();
  run.initial = optimizers::walkers_start(*what, run.options.seed);
  run.evaluate = [what](const messages::tensor& point) {
    return optimizers::value_at(*what, point);
  };
  run.strategies = [=, start = run.initial, seed = run.options.seed](node_id) {
    return std::make_unique<optimizers::gradient_walker>(how, what, start, seed);
  };
}

/// Points are float64 and have a value; the best of them is what the swarm found.
void add_particles(prepared& out, const plug_ins& own,
                   const std::shared_ptr<const optimizers::objective>& what) {
  auto& run = out.run;
  run.objective = what;
  run.dimension = what->dimension();
  run.precision = messages::precision::float64;
  const auto how = strategy::as<strategy::swarm>(run.options.strategy).value_or(strategy::pso{});
  const optimizers::population_task task{
      what,
      {},
      run.options.nodes,
      run.options.seed,
      std::visit([](const auto& h) { return h.work.particles; }, how)};
  auto make = own.population;
  if (!make) {
    if (auto trial = optimizers::make_population(how, task); !trial) {
      throw invalid_swarm("strategy.kind", trial.error());
    }
    make = [how](optimizers::population_task t) {
      return *optimizers::make_population(how, std::move(t));
    };
  }
  run.strategies = [=, generations = optimizers::generations_of(how)](node_id id) {
    auto mine = task;
    mine.node = id;
    return std::make_unique<optimizers::particle>(make(std::move(mine)), what, id, generations);
  };
}

/// Points are float64 and have a value: whatever reads into parameters cannot read them.
void check_points(const plan& run, const plug_ins& own) {
  const auto& o = run.options;
  if (!o.aggregation.before.empty()) {
    throw invalid_swarm("aggregation.before", "a swarm optimizer's points are not mixed: none");
  }
  if (o.aggregation.detect != detector::none) {
    throw invalid_swarm("aggregation.detect", "a swarm optimizer's claims are verified: none");
  }
  const auto refuse_rule = [](const rule_in_force& rule, const std::string& key) {
    if (rule.make()->chooses_by_score()) return;
    throw invalid_swarm(key, rule.name + " mixes parameters; a swarm optimizer needs best");
  };
  refuse_rule(*run.live.rules->at(round_number{1}), "aggregation.rule");
  for (std::size_t i = 0; i < o.aggregation.changes.size(); ++i) {
    refuse_rule(*run.live.rules->at(o.aggregation.changes[i].round),
                "aggregation.changes[" + std::to_string(i) + "].rule");
  }
  if (o.adversaries.count == 0) return;
  const auto how = own.attack ? own.attack : aggregation::make_attack(o.adversaries.how);
  if (!how->spares_parameters()) {
    throw invalid_swarm("adversaries.attack",
                        std::string(how->name()) +
                            " forges parameters; among swarm optimizers adversaries are "
                            "false_best or drop");
  }
}

}  // namespace

bool optimises(const swarm_options& o, const plug_ins& own) {
  return own.objective || !std::holds_alternative<objective::none>(o.objective);
}

void choose_best(swarm_options& o, const plug_ins& own) {
  const bool particles = own.population || strategy::as<strategy::swarm>(o.strategy);
  auto& rule = o.aggregation.rule;
  if (particles && std::holds_alternative<rule::mean>(rule)) rule = rule::best{};
}

void add_searchers(prepared& out, const plug_ins& own) {
  const auto what = objective_of(out, own);
  const auto how = strategy::as<strategy::gradient>(out.run.options.strategy);
  if (how && !own.population) return add_walkers(out, what, *how);
  add_particles(out, own, what);
  check_points(out.run, own);
}

/// A tree that writes down states, or whose particles move, has rounds that all its nodes share.
void check_tree(const plan& run, const char* key) {
  const auto& rounds = run.options.rounds;
  if (rounds.mode == round_mode::asynchronous) {
    throw invalid_swarm(key,
                        "in an asynchronous tree each node is called for a round of its own: "
                        "there is none after which all could be written down, or move");
  }
  if (rounds.sample < 1 && (run.resumed || run.options.checkpoint.every > 0)) {
    throw invalid_swarm("rounds.sample",
                        "a tree asks only those who are drawn, hence no checkpoint holds the "
                        "others: 1");
  }
}

/// Where whom a node tells depends on what it has seen, nobody else knows whom to expect.
void check_adaptive(const plan& run) {
  if (!run.adaptive()) return;
  const auto refuse = [](const char* why) { throw invalid_swarm("topology.adaptive", why); };
  const auto& o = run.options;
  if (o.rounds.mode != round_mode::asynchronous) {
    refuse(
        "nodes decide by themselves whom they tell, so no round can wait for anybody: it needs "
        "rounds.mode asynchronous");
  }
  if (std::get<starling::topology::gossip>(o.topology).pull)
    refuse("whoever is told does not answer: no pull");
  if (o.checkpoint.every > 0 || run.resumed)
    refuse("whom a node tells is not written down: no checkpoint");
}

/// Only what a strategy can write down can be gone on with, or move.
void check_state(const plan& run) {
  const auto& o = run.options;
  const char* const key = run.resumed                  ? "--resume"
                          : o.checkpoint.every > 0     ? "checkpoint.every"
                          : !o.population.move.empty() ? "population.move"
                                                       : nullptr;
  if (key == nullptr) return;
  optimizers::state s;
  if (!run.strategies(node_id{0})->exchange(s)) {
    throw invalid_swarm(key, "this strategy cannot write down its state; those of Starling can");
  }
  if (run.graph->aggregators() > 0) check_tree(run, key);
  if (!o.population.move.empty() && !run.objective) {
    throw invalid_swarm("population.move", "particles move; a learner stays with its examples");
  }
  if (o.aggregation.keeps_reputations() ||
      run.live.rules->at(round_number{1})->make()->carries_state()) {
    throw invalid_swarm(key,
                        "what the rule or the reputation remembers is not written down: take "
                        "a rule other than centered clipping and foolsgold, and no reputation");
  }
  if (!run.resumed) return;
  if (run.resumed->states.size() != run.graph->members()) {
    throw invalid_swarm(key, "it is of " + std::to_string(run.resumed->states.size()) +
                                 " members, and this swarm has " +
                                 std::to_string(run.graph->members()));
  }
  if (run.resumed->round.value >= o.rounds.max) {
    throw invalid_swarm("rounds.max", "the checkpoint is of round " +
                                          std::to_string(run.resumed->round.value) +
                                          ": nothing is left to do");
  }
  // Those of nodes that live elsewhere, or are idle in a tree, are empty.
  const auto nodes = std::span(run.resumed->states).first(o.nodes);
  const auto written = std::ranges::find_if(nodes, [](const auto& n) { return !n.empty(); });
  if (written == nodes.end()) throw invalid_swarm(key, "it is of another host");
  optimizers::state first(*written);
  round_number adopted;
  first.exchange(adopted);
  run.strategies(node_id{0})->exchange(first);
  if (first.broken()) throw invalid_swarm(key, "it is of another swarm");
}

}  // namespace starling::actors
