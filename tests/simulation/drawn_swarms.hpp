#pragma once

#include <algorithm>

#include "tests/simulation/swarms.hpp"

/// Swarms and faults drawn from a seed.
namespace simulation {

inline topology::options draw_topology(messages::random_source& random, std::size_t& nodes) {
  nodes = 4 + random.below(13);
  switch (random.below(8)) {
    case 0:
      return topology::gossip{.fanout = 1 + random.below(3)};
    case 1:
      return topology::gossip{.fanout = 2, .pull = true};
    case 2:
      return topology::ring{};
    case 3:
      return topology::mesh{};
    case 4:
      nodes = 12;
      return topology::torus{.rows = 3, .columns = 4};
    case 5:
      nodes = 8;
      return topology::hypercube{};
    case 6:
      return topology::hierarchical{.layers = 2 + random.below(2)};
    default:
      return topology::star{};
  }
}

inline link::emulation draw_links(messages::random_source& random) {
  link::emulation e;
  e.loss = std::max(0.0, random.uniform(-0.3, 0.3));
  e.duplicate = std::max(0.0, random.uniform(-0.2, 0.2));
  e.reorder = std::max(0.0, random.uniform(-0.2, 0.2));
  e.latency = std::chrono::milliseconds(random.below(50));
  e.jitter = std::chrono::milliseconds(random.below(20));
  if (random.below(4) == 0) e.partitions = {{500ms, 2500ms, {{node_id{0}, node_id{1}}}}};
  return e;
}

inline fault_options draw_faults(messages::random_source& random, std::size_t nodes,
                                 std::uint64_t rounds) {
  fault_options f;
  const auto somebody = [&] { return node_id{static_cast<std::uint32_t>(random.below(nodes))}; };
  f.work = std::chrono::milliseconds(random.below(100));
  f.slow = random.below(3);
  f.absent = std::max(0.0, random.uniform(-0.4, 0.4));
  for (auto n = random.below(4); n > 0; --n) {
    f.crashes.push_back({somebody(), round_number{1 + random.below(rounds)}});
  }
  for (auto n = random.below(4); n > 0; --n) {
    const auto from = 1 + random.below(rounds);
    f.absences.push_back(
        {somebody(), round_number{from}, round_number{from + 1 + random.below(12)}});
  }
  return f;
}

/// Any swarm beside any faults.
inline swarm_options draw_swarm(std::uint64_t seed) {
  messages::random_source random(seed);
  swarm_options o;
  o.seed = seed;
  o.topology = draw_topology(random, o.nodes);
  const bool layers = std::holds_alternative<topology::hierarchical>(o.topology);
  o.rounds.max = 25;
  o.rounds.mode = static_cast<round_mode>(random.below(layers ? 2 : 3));
  o.rounds.quorum = random.uniform(0.3, 1.0);
  o.rounds.deadline = std::chrono::milliseconds(100 + random.below(1000));
  o.rounds.deadlines_missed_max = 1 + random.below(6);
  o.rounds.sample = std::min(1.0, random.uniform(0.3, 1.7));
  o.rounds.buffer = 1 + random.below(4);
  if (random.below(4) == 0) o.heartbeat.interval = 100ms;
  o.emulate = draw_links(random);
  o.faults = draw_faults(random, o.nodes, o.rounds.max);
  return o;
}

}  // namespace simulation
