#include "actors/swarm/prepare.hpp"

#include <algorithm>
#include <cmath>

#include "actors/adversary/adversary.hpp"
#include "actors/jury/suspicion.hpp"
#include "actors/roster/round_roster.hpp"
#include "aggregation/attacks/catalogue.hpp"
#include "aggregation/catalogue.hpp"
#include "optimizers/datasets/load.hpp"
#include "optimizers/datasets/partition.hpp"
#include "optimizers/gradient/backdoor.hpp"
#include "optimizers/gradient/gradient_walker.hpp"
#include "optimizers/models/catalogue.hpp"
#include "optimizers/particle.hpp"
#include "optimizers/problems/catalogue.hpp"
#include "optimizers/problems/model_objective.hpp"
#include "optimizers/swarm/catalogue.hpp"

namespace starling::actors {

using messages::node_id;
using messages::round_number;

namespace {

std::size_t quorum_of(const round_options& rounds, std::size_t expected) {
  const double share = rounds.quorum * static_cast<double>(expected);
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(share - 1e-9)));
}

/// The fewest contributions with which any member may have to combine a round.
std::size_t fewest_of(const topology& graph, const round_options& rounds) {
  if (rounds.mode == round_mode::asynchronous) {
    return graph.aggregators() > 0 ? std::min(rounds.buffer, graph.nodes()) : 1;
  }
  std::size_t fewest = graph.nodes() + 1;
  std::vector<node_id> heard;
  const bool tree = graph.aggregators() > 0;
  const std::size_t first = tree ? graph.nodes() : 0;
  const std::size_t last = tree ? graph.members() : graph.nodes();
  for (std::size_t i = first; i < last; ++i) {
    const node_id member{static_cast<std::uint32_t>(i)};
    graph.sources(member, round_number{1}, heard);
    std::size_t expected = heard.size() + (tree ? 0 : 1);
    if (tree && graph.parent(member)) --expected;
    const auto drawn =
        static_cast<std::size_t>(std::llround(rounds.sample * static_cast<double>(expected)));
    fewest = std::min(fewest, quorum_of(rounds, std::clamp<std::size_t>(drawn, 1, expected)));
    if (graph.nodes() > 100'000)
      break;  // only generated graphs get that large, and they are regular
  }
  return fewest;
}

/// Throws unless the rule withstands its f among the fewest proposals that anybody combines.
void check_rule(const plan& run, const rule_in_force& rule, const std::string& section) {
  const auto n = run.fewest;
  const auto made = rule.make();
  if (const auto why = aggregation::refuse_illegal(*made, n, rule.byzantine(n))) {
    const bool nodes = n == run.graph->nodes();
    throw invalid_swarm(
        section + (run.options.aggregation.byzantine_ratio > 0 ? ".byzantine_ratio" : ".byzantine"),
        *why + (nodes ? ""
                      : " (here n is the fewest proposals that a round combines: those "
                        "that a member hears, and the quorum of them)"));
  }
  if (made->needs_trusted() && !run.options.aggregation.trusted && run.graph->aggregators() > 0) {
    throw invalid_swarm("aggregation.trusted",
                        rule.name +
                            " measures against a trusted proposal, and an aggregator has "
                            "none of its own: name a node");
  }
}

void add_changes(plan& run) {
  const auto& options = run.options.aggregation;
  for (std::size_t i = 0; i < options.changes.size(); ++i) {
    const auto& change = options.changes[i];
    const std::string section = "aggregation.changes[" + std::to_string(i) + "]";
    if (i > 0 && change.round <= options.changes[i - 1].round) {
      throw invalid_swarm(section + ".round", "it does not come after the change before it");
    }
    auto described = aggregation::rule_options_by_name(change.rule, change.byzantine);
    if (!described) throw invalid_swarm(section + ".rule", described.error());
    aggregation_options changed = options;
    changed.rule = *std::move(described);
    changed.before = change.before;
    auto next = in_force(changed);
    if (!next) throw invalid_swarm(section + ".rule", next.error());
    check_rule(run, *next, section);
    next->from = change.round;
    run.rules->change(*std::move(next));
  }
}

/// What a swarm file could not hold either.
void check_numbers(const swarm_options& o) {
  const auto check = [](const char* key, double value, bool zero_too) {
    if (value <= 1 && (zero_too ? value >= 0 : value > 0)) return;  // a NaN is neither
    throw invalid_swarm(key, std::string(zero_too ? "from 0 to 1" : "above 0, at most 1") +
                                 ", not " + std::to_string(value));
  };
  if (o.rounds.max == 0) throw invalid_swarm("rounds.max", "a run has at least 1 round");
  check("rounds.quorum", o.rounds.quorum, false);
  check("rounds.sample", o.rounds.sample, false);
  check("faults.absent", o.faults.absent, true);
  check("links.emulate.loss", o.emulate.loss, true);
  check("links.emulate.duplicate", o.emulate.duplicate, true);
  check("links.emulate.reorder", o.emulate.reorder, true);
}

void check_options(const swarm_options& o, const topology& graph) {
  check_numbers(o);
  if (o.adversaries.count >= o.nodes) {
    throw invalid_swarm("adversaries.count",
                        "of " + std::to_string(o.nodes) + " nodes at least one must be honest");
  }
  if (const auto trusted = o.aggregation.trusted; trusted && trusted->value >= o.nodes) {
    throw invalid_swarm("aggregation.trusted",
                        "nodes are numbered 0 to " + std::to_string(o.nodes - 1));
  }
  if (o.faults.slow > o.nodes) {
    throw invalid_swarm("faults.slow", "there are " + std::to_string(o.nodes) + " nodes");
  }
  const auto check_node = [&](node_id id, const char* key) {
    if (id.value >= o.nodes) {
      throw invalid_swarm(key, "nodes are numbered 0 to " + std::to_string(o.nodes - 1));
    }
  };
  for (const auto& e : o.population.spawn) check_node(e.node, "population.spawn");
  for (const auto& e : o.population.retire) check_node(e.node, "population.retire");
  for (const auto& m : o.population.move) {
    check_node(m.from, "population.move");
    check_node(m.to, "population.move");
    const round_roster roster(o);
    const round_number before{m.round.value - 1};
    if (graph.aggregators() > 0) {
      throw invalid_swarm("population.move", "particles move among peers, not in a tree");
    }
    if (!roster.active(m.from, before) || roster.active(m.to, before)) {
      throw invalid_swarm("population.move", "in round " + std::to_string(m.round.value) +
                                                 " a particle moves from a node that has one to "
                                                 "one that is idle");
    }
  }
  for (const auto& a : o.faults.absences) check_node(a.node, "faults.absences");
  for (const auto& c : o.faults.crashes) check_node(c.node, "faults.crashes");
  for (const auto& p : o.emulate.partitions) {
    for (const auto& group : p.groups) {
      for (const node_id id : group) {
        if (id.value < graph.members()) continue;
        throw invalid_swarm("links.emulate.partitions", "nodes and aggregators are numbered 0 to " +
                                                            std::to_string(graph.members() - 1));
      }
    }
  }
  if (o.rounds.mode == round_mode::asynchronous && graph.aggregators() > 1) {
    throw invalid_swarm("rounds.mode",
                        "asynchronous rounds need a star or a peer topology, not layers of "
                        "aggregators: each layer would wait for its children");
  }
}

void check_weights(const swarm_options& o, const topology& graph) {
  const auto& reputation = o.aggregation.reputation;
  const auto check = [](const char* key, bool fine, const char* range) {
    if (!fine) throw invalid_swarm(key, range);
  };
  check("aggregation.reputation.quarantine_below",
        reputation.quarantine_below >= 0 && reputation.quarantine_below <= 0.5, "from 0 to 0.5");
  check("aggregation.reputation.forgetting",
        reputation.forgetting >= 0 && reputation.forgetting <= 1, "from 0 to 1");
  check("aggregation.reputation.parole", reputation.parole > 0, "at least 1 round");
  if (!o.aggregation.weights.topology) return;
  const char* const key = "aggregation.weights.topology";
  if (graph.kind() == "gossip") {
    throw invalid_swarm(key, "gossip draws everyone's neighbours anew each round: no graph lasts");
  }
  constexpr double cost_max = 2e10;  // about ten seconds of one core
  if (trust_cost(graph) > cost_max) {
    throw invalid_swarm(key,
                        "the trust of each member in each other costs members × edges × "
                        "log2(members) additions, here more than 2 × 10^10");
  }
}

void add_rules(plan& run, plug_ins& own) {
  if (own.rules) {
    run.rules = std::make_shared<rule_schedule>(
        rule_in_force{std::string(own.rules()->name()), own.rules,
                      [f = own.byzantine](std::size_t) { return f; }});
    return;
  }
  auto first = in_force(run.options.aggregation);
  if (!first) throw invalid_swarm("aggregation.rule", first.error());
  run.rules = std::make_shared<rule_schedule>(*std::move(first));
}

/// Lies on top of what the strategies make, for the nodes that are adversaries; those who eavesdrop
/// lie together, once all have proposed.
void add_adversaries(plan& run, const plug_ins& own) {
  const auto& o = run.options;
  if (o.adversaries.count == 0) return;
  const auto how = own.attack ? own.attack : aggregation::make_attack(o.adversaries.how);
  if (how->eavesdrops()) {
    run.eavesdropper = how;
    return;
  }
  const auto first = o.nodes - o.adversaries.count;
  run.strategies =
      [how, first, seed = o.seed, nodes = o.nodes, count = o.adversaries.count,
       honest = std::move(run.strategies)](node_id id) -> std::unique_ptr<optimizers::strategy> {
    auto node = honest(id);
    if (id.value < first) return node;
    return std::make_unique<adversary>(std::move(node), how, conspirator{id, nodes, count, seed});
  };
}

optimizers::data_split load_data(const swarm_options& o, plug_ins& own) {
  if (own.data) return *own.data;
  auto loaded = optimizers::load(o.data, o.seed);
  if (!loaded) throw invalid_swarm("data", optimizers::to_string(loaded.error()));
  return *std::move(loaded);
}

/// Throws: invalid_swarm.
std::shared_ptr<const optimizers::model> model_for(const swarm_options& o, const plug_ins& own,
                                                   const optimizers::dataset& train) {
  if (!own.learned) {
    auto made = optimizers::make_model(o.model, train);
    if (!made) throw invalid_swarm("model", made.error());
    return *std::move(made);
  }
  if (own.learned->features() != train.features) {
    throw invalid_swarm("model", "it expects " + std::to_string(own.learned->features()) +
                                     " numbers per example, but data set '" + train.name +
                                     "' has " + std::to_string(train.features));
  }
  return own.learned;
}

/// What spoils an adversary's own data; empty where the attack leaves them alone. Also plans how a
/// backdoor's success is measured. Throws: invalid_swarm.
std::function<void(optimizers::shard&, node_id)> poisoner(prepared& out, const plug_ins& own,
                                                          const optimizers::data_split& data) {
  const auto& o = out.run.options;
  const auto poison = own.attack ? own.poison : aggregation::poison_of(o.adversaries.how);
  if (o.adversaries.count == 0) return nullptr;
  if (poison.flip_labels) return [](optimizers::shard& s, node_id) { s.flip_labels = true; };
  if (poison.trigger == 0) return nullptr;
  const auto why = optimizers::refuse_trigger(*data.train, poison.trigger, poison.target);
  if (why) throw invalid_swarm(why->key, why->sentence);
  const auto what = optimizers::trigger_for(*data.train, poison.trigger, poison.target);
  if (data.test) {
    const auto test = std::make_shared<const optimizers::dataset>(
        optimizers::marked_test(*data.test, what, o.evaluation.samples));
    out.run.backdoor = optimizers::test_evaluator(out.learned, test);
  }
  return [what, share = poison.share, seed = o.seed](optimizers::shard& s, node_id id) {
    optimizers::mark(s, what, share, messages::substream(seed, "backdoor", id.value));
  };
}

/// What is looked for the least value of; also what is learned where that is a model's loss.
/// Throws: invalid_swarm.
std::shared_ptr<const optimizers::objective> objective_of(prepared& out, plug_ins& own) {
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

void add_particles(prepared& out, plug_ins& own) {
  auto& run = out.run;
  const auto what = objective_of(out, own);
  if (const auto how = strategy::as<strategy::gradient>(run.options.strategy);
      how && !own.population) {
    return add_walkers(out, what, *how);
  }
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
    throw invalid_swarm(key, "this strategy cannot write down its state; swarm optimizers can");
  }
  if (run.graph->aggregators() > 0) {
    throw invalid_swarm(key, "checkpoints are taken among peers, not in a tree");
  }
  if (!run.resumed) return;
  if (run.resumed->states.size() != o.nodes) {
    throw invalid_swarm(key, "it is of " + std::to_string(run.resumed->states.size()) +
                                 " nodes, and this swarm has " + std::to_string(o.nodes));
  }
  if (run.resumed->round.value >= o.rounds.max) {
    throw invalid_swarm("rounds.max", "the checkpoint is of round " +
                                          std::to_string(run.resumed->round.value) +
                                          ": nothing is left to do");
  }
  optimizers::state first(run.resumed->states.front());
  round_number adopted;
  first.exchange(adopted);
  run.strategies(node_id{0})->exchange(first);
  if (first.broken()) throw invalid_swarm(key, "it is of another swarm");
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
  refuse_rule(*run.rules->at(round_number{1}), "aggregation.rule");
  for (std::size_t i = 0; i < o.aggregation.changes.size(); ++i) {
    refuse_rule(*run.rules->at(o.aggregation.changes[i].round),
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

void add_learners(prepared& out, plug_ins& own) {
  auto& run = out.run;
  const auto& o = run.options;
  const auto data = load_data(o, own);
  out.learned = model_for(o, own, *data.train);
  auto divided = optimizers::partition_indices(*data.train, o.partition, o.nodes, o.seed);
  if (!divided) throw invalid_swarm("data.partition", optimizers::to_string(divided.error()));
  for (const auto& share : *divided) out.shares.push_back(share.size());

  run.dimension = out.learned->dimension();
  run.initial = optimizers::initial_parameters(*out.learned, o.seed);
  run.evaluate = optimizers::test_evaluator(out.learned, data.test, o.evaluation.samples);
  auto learner = own.learner;
  if (!learner) {
    const auto how = strategy::as<strategy::gradient>(o.strategy);
    if (!how) throw invalid_swarm("strategy.kind", "a swarm optimizer needs an objective");
    learner = [how = *how](optimizers::learning_task task,
                           const optimizers::learner_options& options) {
      return optimizers::make_learner(how, std::move(task), options);
    };
  }
  const auto first_liar = o.nodes - o.adversaries.count;
  const auto taint = poisoner(out, own, data);
  const auto shares = std::make_shared<const optimizers::shares>(*std::move(divided));
  run.strategies = [=, learned = out.learned, seed = o.seed, test_max = o.evaluation.samples,
                    start = run.initial](node_id id) {
    optimizers::shard examples{data.train, (*shares)[id.value]};
    if (taint && id.value >= first_liar) taint(examples, id);
    return learner({learned, std::move(examples), data.test, start}, {id, seed, test_max});
  };
}

}  // namespace

prepared prepare(swarm_options options, plug_ins own) {
  prepared out;
  auto& run = out.run;
  run.options = std::move(options);
  if (own.graph) {
    run.graph = own.graph;
    run.options.nodes = own.graph->nodes();
  } else {
    if (run.options.nodes == 0) throw invalid_swarm("swarm.nodes", "a swarm has at least 1 node");
    auto made = make_topology(run.options.topology, run.options.nodes, run.options.seed);
    if (!made) throw invalid_swarm("topology", made.error().why);
    run.graph = *std::move(made);
  }
  check_options(run.options, *run.graph);
  run.fewest = fewest_of(*run.graph, run.options.rounds);
  check_weights(run.options, *run.graph);
  run.books = empty_books(run);
  const bool optimises =
      own.objective || !std::holds_alternative<objective::none>(run.options.objective);
  const bool by_particles =
      own.population || strategy::as<strategy::swarm>(run.options.strategy).has_value();
  auto& rule = run.options.aggregation.rule;
  if (optimises && by_particles && std::holds_alternative<rule::mean>(rule)) rule = rule::best{};
  add_rules(run, own);
  check_rule(run, *run.rules->at(round_number{1}), "aggregation");
  add_changes(run);
  if (own.strategies) {
    run.strategies = own.strategies;
    run.precision.reset();
    run.evaluate = own.evaluate;
  } else if (optimises) {
    add_particles(out, own);
    if (run.best_wins()) check_points(run, own);
  } else {
    add_learners(out, own);
  }
  add_adversaries(run, own);
  run.resumed = own.resumed;
  check_state(run);
  return out;
}

}  // namespace starling::actors
