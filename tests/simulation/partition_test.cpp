#include <algorithm>
#include <cmath>

#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

TEST_CASE("two halves that lost each other go on apart and agree when the links are back") {
  for (const topology::options& who :
       {topology::options{topology::mesh{}}, {topology::gossip{.fanout = 4}}}) {
    for (const std::uint64_t seed : {7U, 8U}) {
      CAPTURE(who.index());
      CAPTURE(seed);
      auto o = ten_nodes(who, seed);
      o.rounds.max = 60;
      o.rounds.quorum = 0.4;
      o.rounds.deadline = 200ms;
      o.emulate.latency = 5ms;
      o.emulate.partitions = {
          {0ms, 600ms, {{node_id{0}, node_id{1}, node_id{2}, node_id{3}, node_id{4}}}}};
      o.faults.work = 20ms;
      one_numbers swarm(10);
      swarm.starts = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
      float apart = 0;
      const auto result = swarm_builder(o)
                              .build()
                              .train(swarm.factory())
                              .virtual_time()
                              .on_round([&](const round_report& r) {
                                if (r.round == 15)
                                  apart = swarm.nodes[9].number - swarm.nodes[0].number;
                              })
                              .run();
      CAPTURE(summary(result));
      CHECK(result.succeeded());
      CHECK(result.rounds == 60);
      CHECK(apart == 1);
      const auto [least, most] =
          std::minmax_element(swarm.nodes.begin(), swarm.nodes.end(),
                              [](const auto& a, const auto& b) { return a.number < b.number; });
      CHECK(least->number >= 0);
      CHECK(most->number <= 1);
      CHECK(most->number - least->number < 0.01);
    }
  }
}

TEST_CASE("learners that were apart are close to each other again, and as good as ever") {
  auto o = ten_nodes(topology::mesh{});
  o.rounds.quorum = 0.4;
  o.rounds.deadline = 200ms;
  o.emulate.latency = 5ms;
  o.emulate.partitions = {
      {0ms, 400ms, {{node_id{0}, node_id{1}, node_id{2}, node_id{3}, node_id{4}}}}};
  o.faults.work = 20ms;
  // In the last round all are heard: what the halves differ by, and what is left of it.
  const auto spread_after = [&o](std::uint64_t rounds) {
    o.rounds.max = rounds;
    const auto result = on_virtual_time(o);
    CAPTURE(summary(result));
    REQUIRE(result.succeeded());
    CHECK(result.accuracy > 0.7);
    return result.per_round.back().loss_max - result.per_round.back().loss_min;
  };
  const double apart = spread_after(12);
  const double together = spread_after(40);
  MESSAGE("loss spread over nodes, apart " << apart << ", together " << together);
  CHECK(together < apart / 2);
}

TEST_CASE("a star whose nodes are cut off for a while waits within its deadlines and goes on") {
  auto o = ten_nodes(topology::star{});
  o.rounds.deadline = 500ms;
  o.faults.work = 50ms;
  o.emulate.partitions = {{300ms, 1300ms, {{node_id{1}, node_id{2}, node_id{3}}}}};
  const auto result = on_virtual_time(o);
  CAPTURE(summary(result));
  CHECK(result.succeeded());
  CHECK(result.rounds == 20);
  CHECK(result.virtual_seconds > 1.3);
  CHECK(result.virtual_seconds < 4);
  // Nothing was lost for good: the model is that of a run without a cut.
  o.emulate = {};
  CHECK(on_virtual_time(o).model_hash == result.model_hash);
}

TEST_CASE("lost messages cost time and no accuracy where everyone is waited for") {
  for (const topology::options& who : {topology::options{topology::mesh{}},
                                       {topology::star{}},
                                       {topology::gossip{.fanout = 3}},
                                       {topology::ring{}},
                                       {topology::hierarchical{.layers = 2}}}) {
    CAPTURE(who.index());
    auto o = ten_nodes(who);
    const auto clean = on_virtual_time(o);
    o.rounds.deadlines_missed_max = 50;
    o.emulate = {.loss = 0.2, .duplicate = 0.1, .reorder = 0.1, .latency = 10ms, .jitter = 5ms};
    const auto lossy = on_virtual_time(o);
    CAPTURE(summary(lossy));
    CHECK(lossy.succeeded());
    CHECK(lossy.virtual_seconds > clean.virtual_seconds);
    // Peers take a newer proposal for one that stays lost; an aggregator insists.
    if (std::holds_alternative<topology::star>(who) ||
        std::holds_alternative<topology::hierarchical>(who)) {
      CHECK(lossy.model_hash == clean.model_hash);
    }
    CHECK(std::abs(lossy.accuracy - clean.accuracy) < 0.02);
  }
}
