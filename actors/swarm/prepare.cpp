#include "actors/swarm/prepare.hpp"

#include <algorithm>
#include <cmath>

#include "actors/adversary/adversary.hpp"
#include "actors/jury/suspicion.hpp"
#include "actors/roster/round_roster.hpp"
#include "actors/task/learning.hpp"
#include "actors/task/optimizing.hpp"
#include "aggregation/attacks/catalogue.hpp"
#include "aggregation/catalogue.hpp"

namespace starling::actors {

using messages::node_id;
using messages::round_number;

namespace {

std::size_t quorum_of(const round_options& rounds, std::size_t expected) {
  const double share = rounds.quorum * static_cast<double>(expected);
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(share - 1e-9)));
}

/// How many proposals each member that combines expects, where all take part.
std::vector<std::size_t> expected_of(const topology& graph) {
  std::vector<std::size_t> expected;
  std::vector<node_id> heard;
  const bool tree = graph.aggregators() > 0;
  const std::size_t first = tree ? graph.nodes() : 0;
  const std::size_t last = tree ? graph.members() : graph.nodes();
  for (std::size_t i = first; i < last; ++i) {
    const node_id member{static_cast<std::uint32_t>(i)};
    graph.sources(member, round_number{1}, heard);
    expected.push_back(heard.size() + (tree ? 0 : 1));
    if (tree && graph.parent(member)) --expected.back();
    if (graph.nodes() > 100'000)
      break;  // only generated graphs get that large, and they are regular
  }
  return expected;
}

/// The fewest contributions with which any member may have to combine a round.
std::size_t fewest_of(const topology& graph, const round_options& rounds) {
  if (rounds.mode == round_mode::asynchronous) {
    return graph.aggregators() > 0 ? std::min(rounds.buffer, graph.nodes()) : 1;
  }
  std::size_t fewest = graph.nodes() + 1;
  for (const std::size_t expected : expected_of(graph)) {
    const auto drawn =
        static_cast<std::size_t>(std::llround(rounds.sample * static_cast<double>(expected)));
    fewest = std::min(fewest, quorum_of(rounds, std::clamp<std::size_t>(drawn, 1, expected)));
  }
  return fewest;
}

rule_terms terms_of(const plan& run) {
  const auto& o = run.options.aggregation;
  rule_terms terms;
  terms.fewest = fewest_of(*run.graph, run.options.rounds);
  terms.whole = terms.fewest == run.graph->nodes();
  terms.trusting = o.trusted || run.graph->aggregators() == 0;
  if (o.weights.reputation) terms.weighed_by = "aggregation.weights.reputation";
  if (o.weights.topology) terms.weighed_by = "aggregation.weights.topology";
  return terms;
}

/// Throws unless the rule can combine what any member may have to.
void check_rule(const plan& run, const rule_in_force& rule, const std::string& section) {
  const bool ratio = run.options.aggregation.byzantine_ratio > 0;
  const auto key = section + (ratio ? ".byzantine_ratio" : ".byzantine");
  if (const auto unfit = refuse_rule(rule, run.live.terms, key)) {
    throw invalid_swarm(unfit->key, unfit->why);
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
    run.live.rules->change(*std::move(next));
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
  if (auto why = refuse_population(o.population, o.nodes)) {
    throw invalid_swarm("population.move", *why);
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
  check("aggregation.threads", o.aggregation.threads > 0, "at least 1");
  check("aggregation.reputation.quarantine_below",
        reputation.quarantine_below >= 0 && reputation.quarantine_below <= 0.5, "from 0 to 0.5");
  check("aggregation.reputation.forgetting",
        reputation.forgetting >= 0 && reputation.forgetting <= 1, "from 0 to 1");
  check("aggregation.reputation.parole", reputation.parole > 0, "at least 1 round");
  if (const auto detector = aggregation::make_detector(o.aggregation.detect)) {
    const auto most = std::ranges::max(expected_of(graph));
    if (most < detector->rows_min()) {
      throw invalid_swarm(
          "aggregation.detect",
          std::string(detector->name()) + " looks at " + std::to_string(detector->rows_min()) +
              " proposals or more, and no member hears more than " + std::to_string(most));
    }
  }
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
    run.live.rules = std::make_shared<rule_schedule>(
        rule_in_force{std::string(own.rules()->name()), own.rules,
                      [f = own.byzantine](std::size_t) { return f; }});
    return;
  }
  auto first = in_force(run.options.aggregation);
  if (!first) throw invalid_swarm("aggregation.rule", first.error());
  run.live.rules = std::make_shared<rule_schedule>(*std::move(first));
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
  run.live.terms = terms_of(run);
  check_weights(run.options, *run.graph);
  run.books = empty_books(run);
  const bool searches = optimises(run.options, own);
  if (searches) choose_best(run.options, own);
  add_rules(run, own);
  check_rule(run, *run.live.rules->at(round_number{1}), "aggregation");
  add_changes(run);
  if (own.strategies) {
    run.strategies = own.strategies;
    run.precision.reset();
    run.evaluate = own.evaluate;
  } else if (searches) {
    add_searchers(out, own);
  } else {
    add_learners(out, own);
  }
  const bool async_tree =
      run.graph->aggregators() > 0 && run.options.rounds.mode == round_mode::asynchronous;
  if (run.objective && !async_tree) {
    optimizers::state written;
    run.live.movable = run.strategies(node_id{0})->exchange(written);
  }
  run.live.nodes = run.options.nodes;
  run.live.rounds_max = run.options.rounds.max;
  run.live.population = std::make_shared<population_schedule>(run.options.population);
  add_adversaries(run, own);
  run.resumed = own.resumed;
  check_state(run);
  check_adaptive(run);
  return out;
}

}  // namespace starling::actors
