#include <atomic>
#include <stdexcept>

#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

swarm_options with_crash(topology::options who, double quorum) {
  auto o = ten_nodes(std::move(who));
  o.rounds.quorum = quorum;
  o.rounds.deadline = 500ms;
  o.emulate.latency = 5ms;
  o.faults.crashes = {{node_id{4}, round_number{6}}};
  return o;
}

/// Node 4 cannot make a third proposal, however often it is begun anew.
one_numbers with_hopeless_node() {
  one_numbers swarm(10);
  swarm.says = [](std::size_t node, std::uint64_t round, float number) {
    if (node == 4 && round >= 3) throw std::runtime_error("the disk is gone");
    return one_numbers::one(number);
  };
  return swarm;
}

}  // namespace

TEST_CASE("a node actor that crashes is restarted and the run goes on") {
  const auto check = [](const std::string& name, const swarm_options& o) {
    const auto calm = [&] {
      auto without = o;
      without.faults = {};
      return on_virtual_time(without);
    }();
    const auto result = on_virtual_time(o);
    MESSAGE(name << ", seed " << o.seed << ": " << summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == 20);
    CHECK(result.restarts == 1);
    CHECK(result.per_round.back().live_nodes == 10);
    CHECK(result.accuracy > calm.accuracy - 0.02);
  };
  check("mesh", with_crash(topology::mesh{}, 1));
  check("star", with_crash(topology::star{}, 1));
  check("ring", with_crash(topology::ring{}, 1));
  check("hierarchical", with_crash(topology::hierarchical{.layers = 2}, 1));
  check("gossip", with_crash(topology::gossip{.fanout = 3}, 1));
  check("gossip", with_crash(topology::gossip{.fanout = 3}, 0.5));
}

TEST_CASE("a crash is survived on threads as well") {
  for (const auto& who :
       {topology::options{topology::mesh{}}, topology::options{topology::star{}}}) {
    auto o = with_crash(who, 1);
    o.rounds.deadline = 200ms;
    o.emulate = {};
    const auto result = on_threads(o);
    CAPTURE(summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == 20);
    CHECK(result.restarts == 1);
  }
}

TEST_CASE("all nodes may crash, even at once") {
  for (const auto& who : {topology::options{topology::mesh{}}, topology::options{topology::star{}},
                          topology::options{topology::gossip{.fanout = 3}}}) {
    CAPTURE(who.index());
    auto o = with_crash(who, 1);
    o.faults.crashes.clear();
    for (std::uint32_t i = 0; i < 10; ++i)
      o.faults.crashes.push_back({node_id{i}, round_number{6}});
    const auto result = on_virtual_time(o);
    CAPTURE(summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == 20);
    CHECK(result.restarts == 10);
  }
}

TEST_CASE("a node that crashes again and again is given up, and the run with it if it is needed") {
  for (const auto& who :
       {topology::options{topology::mesh{}}, topology::options{topology::star{}}}) {
    CAPTURE(who.index());
    auto swarm = with_hopeless_node();
    auto o = ten_nodes(who);
    o.rounds.deadline = 200ms;
    o.rounds.deadlines_missed_max = 50;
    o.supervision.restarts_max = 3;
    const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
    CAPTURE(summary(result));
    CHECK(result.stopped_by == stop_reason::node_failed);
    CHECK(result.detail.find("node 4") != std::string::npos);
    CHECK(result.detail.find("the disk is gone") != std::string::npos);
    CHECK(result.restarts == 3);
    CHECK(swarm.nodes[4].made == 4);
    CHECK(result.rounds < 20);
  }
}

TEST_CASE("a node that is given up is not missed where the quorum does without it") {
  for (const auto& who :
       {topology::options{topology::mesh{}}, topology::options{topology::star{}}}) {
    CAPTURE(who.index());
    auto swarm = with_hopeless_node();
    auto o = ten_nodes(who);
    o.rounds.quorum = 0.8;
    o.rounds.deadline = 200ms;
    o.rounds.max = 40;
    o.faults.work = 50ms;  // Longer than it takes to crash four times.
    o.supervision.restarts_max = 3;
    const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
    CAPTURE(summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == 40);
    CHECK(result.restarts == 3);
    CHECK(result.per_round.back().live_nodes == 9);
  }
}

TEST_CASE("crashes that are far enough apart are never too many") {
  auto o = with_crash(topology::star{}, 1);
  one_numbers swarm(10);
  std::size_t thrown = 0;
  swarm.says = [&](std::size_t node, std::uint64_t round, float number) {
    if (node == 4 && round % 2 == 0 && thrown < round / 2) {
      ++thrown;
      throw std::runtime_error("again");
    }
    return one_numbers::one(number);
  };
  o.faults.crashes.clear();
  o.faults.work = 1s;
  o.rounds.deadline = 8s;
  o.supervision = {.restarts_max = 1, .window = 1s};
  const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
  CAPTURE(summary(result));
  CHECK(result.succeeded());
  CHECK(result.restarts == 10);
  CHECK(thrown == 10);
}

TEST_CASE("a strategy that cannot even be made ends the run, not the program") {
  for (const bool simulated : {true, false}) {
    CAPTURE(simulated);
    auto o = ten_nodes(topology::mesh{});
    one_numbers swarm(10);
    auto honest = swarm.factory();
    const auto factory = [&](node_id id) {
      if (id.value == 4) throw std::runtime_error("no memory for it");
      return honest(id);
    };
    std::string said;
    try {
      const auto result =
          swarm_builder(o).build().train(factory).virtual_time(simulated).threads(1).run();
      CHECK(!result.succeeded());
      said = result.detail;
    } catch (const std::exception& e) {
      said = e.what();
    }
    CHECK(said.find("no memory for it") != std::string::npos);
  }
}
