#include <limits>

#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

run_result beside_liars(rule::options whom_to_believe, attack::options how,
                        topology::options who = topology::mesh{}) {
  auto o = ten_nodes(std::move(who));
  o.rounds.max = 30;
  o.aggregation.rule = std::move(whom_to_believe);
  o.adversaries = {2, how};
  return on_virtual_time(o);
}

double honest_accuracy() {
  auto o = ten_nodes(topology::mesh{});
  o.rounds.max = 30;
  return on_virtual_time(o).accuracy;
}

std::uint64_t outvoted(const run_result& r, std::uint32_t peer) {
  return refused(r, peer, refusal::outvoted);
}

}  // namespace

TEST_CASE("two of ten that flip the sign ruin the mean, and no robust rule") {
  const auto attack = attack::sign_flip{.scale = 4};
  for (const topology::options& who : {topology::options{topology::mesh{}}, {topology::star{}}}) {
    CAPTURE(who.index());
    CHECK(beside_liars(rule::mean{}, attack, who).accuracy < 0.6);
    const double good = honest_accuracy() - 0.06;
    CHECK(beside_liars(rule::median{2}, attack, who).accuracy > good);
    CHECK(beside_liars(rule::trimmed_mean{2}, attack, who).accuracy > good);
    CHECK(beside_liars(rule::krum{2}, attack, who).accuracy > good - 0.03);  // one node's
    CHECK(beside_liars(rule::multi_krum{2}, attack, who).accuracy > good);
  }
}

TEST_CASE("noise and flipped labels are withstood by the robust rules") {
  for (const attack::options& how :
       {attack::options{attack::gaussian{.scale = 3}}, {attack::label_flip{.scale = 10}}}) {
    CAPTURE(how.index());
    const double good = honest_accuracy() - 0.03;
    CHECK(beside_liars(rule::mean{}, how).accuracy < good);
    CHECK(beside_liars(rule::median{2}, how).accuracy > good);
    CHECK(beside_liars(rule::trimmed_mean{2}, how).accuracy > good);
    CHECK(beside_liars(rule::multi_krum{2}, how).accuracy > good);
  }
}

TEST_CASE("multi-krum names the liars and the result leaves them out") {
  const auto result = beside_liars(rule::multi_krum{2}, attack::sign_flip{.scale = 4});
  REQUIRE(result.adversaries == std::vector{node_id{8}, node_id{9}});
  // Every node turns two of ten away in each of 30 rounds; liars do not count their own.
  for (std::uint32_t honest = 0; honest < 8; ++honest) {
    CHECK(outvoted(result, honest) < outvoted(result, 8));
    CHECK(outvoted(result, honest) < outvoted(result, 9));
  }
  CHECK(outvoted(result, 8) >= 8 * 30);
}

TEST_CASE("what is no number, or no model, is refused by name and does no harm") {
  for (const topology::options& who :
       {topology::options{topology::mesh{}}, {topology::star{}}, {topology::gossip{.fanout = 9}}}) {
    CAPTURE(who.index());
    auto o = ten_nodes(who);
    o.rounds.quorum = 0.8;
    o.rounds.max = 10;
    one_numbers swarm(10);
    swarm.starts = {0, 0, 0, 1, 2, 3, 4, 5, 6, 7};
    swarm.says = [](std::size_t node, std::uint64_t round, float number) {
      if (node == 0) {
        return one_numbers::one(round % 2 == 0 ? std::numeric_limits<float>::quiet_NaN()
                                               : std::numeric_limits<float>::infinity());
      }
      if (node == 1) return messages::tensor(round % 2 == 0 ? 2 : 0);
      return one_numbers::one(number);
    };
    const auto result = swarm_builder(o).build().train(swarm.factory()).virtual_time().run();
    CAPTURE(summary(result));
    CHECK(result.succeeded());
    CHECK(result.rounds == 10);
    CHECK(refused(result, 0, refusal::non_finite) >= 10);
    CHECK(refused(result, 1, refusal::wrong_shape) >= 10);
    CHECK(refused(result, refusal::non_finite) == refused(result, 0, refusal::non_finite));
    for (std::uint32_t i = 2; i < 10; ++i) {
      // Only node 1 itself finds the shape of others wrong.
      CHECK(refused(result, i, refusal::wrong_shape) <= 10);
      CHECK(swarm.nodes[i].number == doctest::Approx(3.5).epsilon(0.01));
    }
  }
}

TEST_CASE("a liar, a crash, a slow node, an absence and bad links at once") {
  for (const auto mode : {round_mode::synchronous, round_mode::semi_synchronous}) {
    for (const topology::options& who : {topology::options{topology::mesh{}}, {topology::star{}}}) {
      for (const std::uint64_t seed : {7U, 8U, 9U}) {
        auto o = ten_nodes(who, seed);
        o.rounds.mode = mode;
        o.rounds.max = 40;
        o.rounds.quorum = 0.7;
        o.rounds.deadline = 1s;
        o.rounds.deadlines_missed_max = 10;
        o.aggregation.rule = rule::trimmed_mean{2};
        o.adversaries = {2, attack::sign_flip{.scale = 4}};
        o.emulate = {
            .loss = 0.05, .duplicate = 0.02, .reorder = 0.05, .latency = 10ms, .jitter = 5ms};
        o.faults.work = 50ms;
        o.faults.slow = 1;
        o.faults.crashes = {{node_id{2}, round_number{5}}};
        o.faults.absences = {{node_id{5}, round_number{10}, round_number{20}}};
        const auto once = on_virtual_time(o);
        MESSAGE("seed " << seed << ": " << summary(once));
        CHECK(once.succeeded());
        CHECK(once.rounds == 40);
        CHECK(once.restarts == 1);
        CHECK(once.accuracy > honest_accuracy() - 0.08);
        CHECK(once.trace_hash == on_virtual_time(o).trace_hash);
      }
    }
  }
}
