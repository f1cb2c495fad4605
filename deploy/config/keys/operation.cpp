#include "deploy/config/key.hpp"

// What happens while it runs: faults on purpose, evaluation, supervision, heartbeats.

namespace starling::deploy {
namespace {

constexpr std::uint64_t nodes_max = 10'000'000;
constexpr std::uint64_t count_max = 1'000'000'000;

value<std::vector<fault_options::absence>> absences() {
  using absence = fault_options::absence;
  const auto round = whole<messages::round_number>(1, count_max);
  return list(
      record<absence>({part("node", whole<messages::node_id>(0, nodes_max), &absence::node, "Who."),
                       part("from", round, &absence::from, "The first round without it."),
                       part("until", round, &absence::until, "The first round it is back in.")},
                      [](const absence& a) -> std::string {
                        return a.until > a.from ? "" : "until does not come after from";
                      }),
      0, 10'000);
}

value<std::vector<fault_options::crash>> crashes() {
  using crash = fault_options::crash;
  return list(record<crash>({part("node", whole<messages::node_id>(0, nodes_max), &crash::node,
                                  "Whose actor."),
                             part("round", whole<messages::round_number>(1, count_max),
                                  &crash::round, "In which round it ends with an exception.")},
                            [](const crash&) { return std::string(); }),
              0, 10'000);
}

value<std::vector<population_options::event>> events(const char* sentence) {
  using event = population_options::event;
  return list(
      record<event>(
          {part("node", whole<messages::node_id>(0, nodes_max), &event::node, "Whose particle."),
           part("round", whole<messages::round_number>(1, count_max), &event::round, sentence)},
          [](const event&) { return std::string(); }),
      0, 100'000);
}

value<std::vector<population_options::relocation>> moves() {
  using move = population_options::relocation;
  const auto node = whole<messages::node_id>(0, nodes_max);
  return list(record<move>({part("from", node, &move::from, "Whose particle."),
                            part("to", node, &move::to, "Where it goes on; idle until then."),
                            part("round", whole<messages::round_number>(2, count_max), &move::round,
                                 "The first in which it works there.")},
                           [](const move& m) -> std::string {
                             return m.from != m.to ? "" : "from and to are the same node";
                           }),
              0, 100'000);
}

void add_population(std::vector<key>& all) {
  all.push_back(make_key("population.spawn", events("The first in which it works."),
                         "Particles that are spawned while the swarm runs; their nodes are idle "
                         "before.",
                         [](auto& o) { return &o.population.spawn; }));
  all.push_back(make_key("population.retire", events("The first in which it no longer works."),
                         "Particles that retire.", [](auto& o) { return &o.population.retire; }));
  all.push_back(make_key("population.move", moves(),
                         "Particles that move, with all they know, to another node.",
                         [](auto& o) { return &o.population.move; }));
  all.push_back(make_key("checkpoint.every", whole<std::uint64_t>(0, count_max),
                         "Rounds between two checkpoints; 0: none.",
                         [](auto& o) { return &o.checkpoint.every; }));
  all.push_back(make_key("checkpoint.path", path(true),
                         "The file of the last checkpoint, for `starling run --resume`.",
                         [](auto& o) { return &o.checkpoint.path; }));
  all.push_back(make_key("checkpoint.key", path(true),
                         "The key that seals it, as `starling keygen --checkpoint` makes it; "
                         "empty: it is in the clear.",
                         [](auto& o) { return &o.checkpoint.key; }));
}

void add_faults(std::vector<key>& all) {
  all.push_back(make_key("faults.absent", fraction<double>(),
                         "Fraction of the nodes that is away, drawn anew each round.",
                         [](auto& o) { return &o.faults.absent; }));
  all.push_back(make_key("faults.work", duration(std::chrono::microseconds(0)),
                         "How long the local work of a round is made to take.",
                         [](auto& o) { return &o.faults.work; }));
  all.push_back(make_key("faults.slow", whole<std::size_t>(0, nodes_max),
                         "How many nodes, from number 0 on, are slow.",
                         [](auto& o) { return &o.faults.slow; }));
  all.push_back(make_key("faults.slow_factor", real<double>({1, 1e6}),
                         "How many times as long the work of a slow node takes.",
                         [](auto& o) { return &o.faults.slow_factor; }));
  all.push_back(make_key("faults.absences", absences(), "Who is away from when until when.",
                         [](auto& o) { return &o.faults.absences; }));
  all.push_back(make_key("faults.crashes", crashes(), "Whose actor crashes when.",
                         [](auto& o) { return &o.faults.crashes; }));
}

}  // namespace

std::vector<key> operation_keys() {
  std::vector<key> all;
  add_population(all);
  add_faults(all);
  all.push_back(make_key("evaluation.every", whole<std::uint64_t>(0, count_max),
                         "Rounds between two evaluations; 0: only after the last round.",
                         [](auto& o) { return &o.evaluation.every; }));
  all.push_back(make_key("evaluation.samples", whole<std::size_t>(0, count_max),
                         "How much of the test set to evaluate on; 0: all of it.",
                         [](auto& o) { return &o.evaluation.samples; }));
  all.push_back(make_key("supervision.restarts_max", whole<std::size_t>(0, count_max),
                         "Restarts of crashed nodes within the window before the run gives up.",
                         [](auto& o) { return &o.supervision.restarts_max; }));
  all.push_back(make_key("supervision.window", duration(std::chrono::microseconds(1)),
                         "The time over which restarts are counted.",
                         [](auto& o) { return &o.supervision.window; }));
  all.push_back(
      make_key("heartbeat.interval", duration(std::chrono::microseconds(0)),
               "The time between two signs of life, which keep a slow node from being given up; "
               "0s: none are sent.",
               [](auto& o) { return &o.heartbeat.interval; }));
  return all;
}

}  // namespace starling::deploy
