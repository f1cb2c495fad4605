#include <limits>

#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

/// Ten nodes of which one takes ten times as long; 40 rounds for each of them.
swarm_options with_slow_node(topology::options who, std::uint64_t seed) {
  auto o = ten_nodes(std::move(who), seed);
  o.rounds.mode = round_mode::asynchronous;
  o.rounds.max = 40;
  o.rounds.deadline = 2s;
  o.rounds.quorum = 0.9;
  o.emulate.latency = 5ms;
  o.faults.work = 20ms;
  o.faults.slow = 1;
  o.faults.slow_factor = 10;
  return o;
}

/// Forty rounds in which all wait for the slow node: eight seconds.
run_result in_step(swarm_options o) {
  o.rounds.mode = round_mode::synchronous;
  o.rounds.max = 40;
  o.rounds.quorum = 1;
  return on_virtual_time(o);
}

}  // namespace

TEST_CASE("a peer swarm out of step learns as well as one in step, and waits for nobody") {
  for (const std::uint64_t seed : {7U, 8U}) {
    for (const topology::options& who :
         {topology::options{topology::mesh{}}, {topology::gossip{.fanout = 3}}}) {
      CAPTURE(who.index());
      auto o = with_slow_node(who, seed);
      // What others say is a round old when it is adopted: twice the rounds, of a tenth the time.
      o.rounds.max = 80;
      const auto result = on_virtual_time(o);
      MESSAGE("seed " << seed << ": " << summary(result));
      CHECK(result.succeeded());
      REQUIRE(result.rounds == 80);
      const auto slowly = in_step(o);
      CHECK(result.accuracy > slowly.accuracy - 0.03);
      // All but the last round, in which the slow node is waited for until it is given up.
      double seconds = 0;
      for (std::size_t r = 0; r < 79; ++r) seconds += result.per_round[r].seconds;
      CHECK(seconds < slowly.virtual_seconds / 4);
    }
  }
}

TEST_CASE(
    "an asynchronous star learns as well as one in step, one proposal at a time or buffered") {
  for (const std::size_t buffer : {1U, 3U}) {
    CAPTURE(buffer);
    auto o = with_slow_node(topology::star{}, 7);
    o.rounds.buffer = buffer;
    // As many proposals as forty rounds of all ten.
    o.rounds.max = 400 / buffer;
    o.rounds.staleness_max = 100;
    const auto result = on_virtual_time(o);
    MESSAGE("seed " << o.seed << ": " << summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == o.rounds.max);
    CHECK(result.accuracy > in_step(o).accuracy - 0.03);
    for (const auto& r : result.per_round) CHECK(r.accepted == buffer);
    // Nine nodes of 30 ms a turn: 400 proposals in 1.3 s; the slow one is not waited for.
    CHECK(result.virtual_seconds < 2);
    CHECK(refused(result, refusal::too_stale) == 0);
  }
}

TEST_CASE("what is staler than the bound is refused by name, and its sender goes on from the new") {
  auto o = with_slow_node(topology::star{}, 7);
  o.rounds.max = 400;
  o.rounds.staleness_max = 20;
  // Of 200 ms at a proposal every 3.3 ms or so, node 0 is 60 behind.
  const auto result = on_virtual_time(o);
  CAPTURE(summary(result));
  CHECK(result.succeeded());
  CHECK(refused(result, 0, refusal::too_stale) >= 4);
  CHECK(refused(result, refusal::too_stale) == refused(result, 0, refusal::too_stale));
  CHECK(result.accuracy > in_step(o).accuracy - 0.03);

  auto peers = with_slow_node(topology::mesh{}, 7);
  peers.rounds.staleness_max = 3;
  const auto mesh = on_virtual_time(peers);
  CAPTURE(summary(mesh));
  CHECK(mesh.succeeded());
  CHECK(refused(mesh, 0, refusal::too_stale) > 0);
}

TEST_CASE("an asynchronous star moves by its mixing, less the staler a proposal is") {
  // One node: never stale. From 0 towards a proposal of 1: 1 - (1 - mixing)^round.
  swarm_options o;
  o.nodes = 1;
  o.topology = topology::star{};
  o.rounds.mode = round_mode::asynchronous;
  o.rounds.mixing = 0.25;
  o.rounds.max = 5;
  one_numbers swarm(1);
  swarm.says = [](std::size_t, std::uint64_t round, float) {
    return one_numbers::one(round == 1 ? 0.0F : 1.0F);
  };
  const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
  REQUIRE(result.succeeded());
  // The first model is the first proposal.
  double expected = 0;
  for (std::uint64_t r = 2; r <= 5; ++r) expected += 0.25 * (1 - expected);
  CHECK(swarm.nodes[0].number == doctest::Approx(expected));
}

TEST_CASE("semi-synchronous rounds wait for all when all are quick, and not long for one") {
  auto o = ten_nodes(topology::star{});
  o.rounds.mode = round_mode::semi_synchronous;
  o.rounds.quorum = 0.5;
  o.rounds.deadline = 60s;
  o.emulate = {.latency = 10ms, .jitter = 5ms};
  o.faults.work = 100ms;
  const auto quick = on_virtual_time(o);
  CAPTURE(summary(quick));
  CHECK(quick.succeeded());
  CHECK(quick.virtual_seconds < 20 * 0.14);
  std::uint64_t heard = 0;
  for (const auto& r : quick.per_round) heard += r.accepted;
  CHECK(heard > 185);  // of 200

  o.faults.slow = 1;
  o.faults.slow_factor = 100;
  const auto slow = on_virtual_time(o);
  CAPTURE(summary(slow));
  CHECK(slow.succeeded());
  // The first rounds learn how long the others take; then nobody waits 10 s for node 0.
  CHECK(slow.virtual_seconds < 30);
  CHECK(slow.per_round.back().seconds < 0.2);
  CHECK(slow.per_round.back().accepted == 9);
}
