#include <algorithm>

#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

/// Ten nodes of which three are away in each round and one works ten times as long as the others.
swarm_options disturbed(topology::options who, round_mode mode, std::uint64_t seed) {
  auto o = ten_nodes(std::move(who), seed);
  o.rounds.mode = mode;
  o.rounds.quorum = 0.5;
  o.rounds.deadline = 1s;
  o.rounds.max = 40;
  o.emulate.latency = 5ms;
  o.faults = {.absent = 0.3, .work = 50ms, .slow = 1, .slow_factor = 10};
  return o;
}

swarm_options undisturbed(const swarm_options& o) {
  auto calm = o;
  calm.faults = {};
  calm.rounds.quorum = 1;
  return calm;
}

}  // namespace

TEST_CASE(
    "with 30 % of the nodes away and one ten times slower, rounds close and nothing is lost") {
  const auto check = [](const std::string& name, const swarm_options& o) {
    const auto calm = on_virtual_time(undisturbed(o));
    const auto rough = on_virtual_time(o);
    MESSAGE(name << ", seed " << o.seed << ": " << summary(rough));
    CHECK(calm.succeeded());
    CHECK(rough.succeeded());
    CHECK(rough.rounds == o.rounds.max);
    CHECK(calm.accuracy > 0.7);
    CHECK(rough.accuracy > calm.accuracy - 0.02);
    // The slow node alone takes 0.5 s for a round; nobody waits for it.
    CHECK(rough.virtual_seconds < 0.5 * static_cast<double>(o.rounds.max));
  };
  for (const std::uint64_t seed : {7U, 8U}) {
    check("mesh", disturbed(topology::mesh{}, round_mode::synchronous, seed));
    check("star", disturbed(topology::star{}, round_mode::synchronous, seed));
    check("gossip", disturbed(topology::gossip{.fanout = 4}, round_mode::synchronous, seed));
    check("mesh", disturbed(topology::mesh{}, round_mode::semi_synchronous, seed));
    check("star", disturbed(topology::star{}, round_mode::semi_synchronous, seed));
    check("gossip", disturbed(topology::gossip{.fanout = 4}, round_mode::semi_synchronous, seed));
  }
}

TEST_CASE("a node that was away for ten rounds is back at once, and the others hear it") {
  for (const topology::options& who :
       {topology::options{topology::mesh{}}, {topology::star{}}, {topology::gossip{.fanout = 4}}}) {
    CAPTURE(who.index());
    auto o = ten_nodes(who);
    o.rounds.max = 30;
    o.rounds.quorum = 0.8;
    o.rounds.deadline = 500ms;
    o.emulate = {.latency = 5ms, .jitter = 2ms};
    o.faults.work = 10ms;
    o.faults.absences = {{node_id{3}, round_number{8}, round_number{18}}};
    one_numbers swarm(o.nodes);
    // Only node 3 says anything but 0: whoever adopts more than 0 has heard it in that very round.
    swarm.says = [](std::size_t node, std::uint64_t, float) {
      return one_numbers::one(node == 3 ? 1.0F : 0.0F);
    };
    const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
    CAPTURE(summary(result));
    REQUIRE(result.succeeded());
    CHECK(result.rounds == 30);

    std::uint64_t before = 0;
    std::uint64_t after = 0;
    for (std::uint64_t r = 1; r <= 29; ++r) {
      CAPTURE(r);
      const bool heard = std::any_of(swarm.nodes.begin(), swarm.nodes.end(), [&](const auto& n) {
        return &n != &swarm.nodes[3] && n.adopted.count(r) == 1 && n.adopted.at(r) > 0;
      });
      const bool gone = r >= 8 && r < 18;
      if (gone) {
        CHECK(!heard);
        CHECK(swarm.nodes[3].proposed.count(r) == 0);
      } else {
        (r < 8 ? before : after) += heard ? 1 : 0;
      }
      // It joins a round that has begun, and needs a few to be in step again.
      if (r >= 21) CHECK(swarm.nodes[3].proposed.count(r) == 1);
    }
    // The last fifth of each round is not waited for; that may hit node 3.
    CHECK(before >= 5);
    CHECK(after >= 7);
  }
}

TEST_CASE("a node that was away for ten rounds is soon as good as the others") {
  auto o = ten_nodes(topology::mesh{});
  o.rounds.max = 24;
  o.rounds.quorum = 0.5;
  o.rounds.deadline = 500ms;
  o.emulate.latency = 5ms;
  o.evaluation.every = 1;
  o.faults.absences = {{node_id{3}, round_number{2}, round_number{12}}};
  std::vector<round_report> rounds;
  const auto result =
      learn(o).virtual_time().on_round([&](const auto& r) { rounds.push_back(r); }).run();
  REQUIRE(result.succeeded());
  REQUIRE(rounds.size() == 24);
  CHECK(rounds.front().accuracy < 0.6);
  for (std::size_t r = 15; r <= 24; ++r) {
    CHECK(rounds[r - 1].live_nodes == 10);
    CHECK(rounds[r - 1].accuracy_min > rounds[r - 1].accuracy - 0.06);
  }
}
