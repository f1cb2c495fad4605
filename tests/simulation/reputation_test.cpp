#include <algorithm>
#include <cmath>

#include "actors/swarm/prepare.hpp"
#include "tests/simulation/one_number.hpp"
#include "tests/simulation/swarms.hpp"

using namespace simulation;

namespace {

constexpr std::size_t honest = 8;

/// Ten nodes that hold one number each; of the last two it is said elsewhere when they lie.
swarm_options wary(topology::options who, std::uint64_t rounds) {
  auto o = ten_nodes(std::move(who));
  o.rounds.max = rounds;
  o.aggregation.detect = detector::distance;
  return o;
}

/// What an honest node says: its own, whatever it hears, and not the same in any two rounds. The
/// golden angle between two nodes keeps them apart and none of them alone.
float truth(std::size_t node, std::uint64_t round) {
  return std::sin(2.4F * static_cast<float>(node) + static_cast<float>(round));
}

/// Those from `honest` on lie while `lying(round)`.
void let_lie(one_numbers& swarm, const std::function<bool(std::uint64_t)>& lying) {
  swarm.says = [lying](std::size_t node, std::uint64_t round, float) {
    const bool lies = node >= honest && lying(round);
    return one_numbers::one(lies ? -50.0F - static_cast<float>(node) : truth(node, round));
  };
}

struct outcome {
  run_result result;
  std::shared_ptr<aggregation::reputation_books> books;
};

/// On virtual time; `known`: the books it begins with, where not null.
outcome run(const swarm_options& o, one_numbers& swarm,
            const aggregation::reputation_books* known = nullptr) {
  actors::plug_ins own;
  own.strategies = swarm.factory();
  auto ready = actors::prepare(o, own);
  const auto books = ready.run.books;
  if (known != nullptr) *books = *known;
  actors::run_settings settings;
  settings.virtual_time = true;
  return {actors::run_in_process(std::move(ready.run), settings), books};
}

bool in_quarantine(const outcome& of, std::uint32_t member, std::uint32_t peer) {
  return of.books->at(node_id{member}).standing_of(node_id{peer}) ==
         aggregation::standing::quarantined;
}

constexpr std::uint32_t root = 10;  // of a star of ten nodes

}  // namespace

TEST_CASE("two boosted liars of ten that learn are in quarantine within ten rounds") {
  for (const auto which : {detector::distance, detector::spectral}) {
    for (const attack::options& how :
         {attack::options{attack::label_flip{.scale = 10}}, {attack::sign_flip{.scale = 4}}}) {
      auto o = ten_nodes(topology::star{});
      o.rounds.max = 10;
      o.aggregation.rule = rule::trimmed_mean{2};
      o.aggregation.detect = which;
      o.adversaries = {2, how};
      const auto result = on_virtual_time(o);
      CAPTURE(summary(result));
      REQUIRE(result.reputation.size() == 10);
      for (const auto& [peer, reputation] : result.reputation) {
        CAPTURE(peer.value);
        CAPTURE(reputation);
        CHECK((peer.value < honest ? reputation > 0.5 : reputation < 0.2));
      }
      CHECK(refused(result, 8, refusal::quarantined) >= 3);
      CHECK(refused(result, 9, refusal::quarantined) >= 3);
      CHECK(refused(result, 8, refusal::suspected) == 10);  // in quarantine it is still looked at
    }
  }
}

TEST_CASE("a node that is honest but slow keeps a reputation above one half") {
  for (const auto mode : {round_mode::synchronous, round_mode::semi_synchronous}) {
    auto o = wary(topology::star{}, 40);
    o.rounds.mode = mode;
    o.rounds.quorum = 0.8;
    o.rounds.deadline = 1s;
    o.emulate = {.latency = 5ms, .jitter = 2ms};
    o.faults.work = 50ms;
    o.faults.slow = 1;
    o.faults.slow_factor = 1.1;  // it comes just after the quorum, and sometimes before
    one_numbers swarm(10);
    let_lie(swarm, [](auto) { return true; });
    const auto [result, books] = run(o, swarm);
    CAPTURE(summary(result));
    REQUIRE(result.succeeded());
    CHECK(refused(result, 0, refusal::late) > 0);
    for (std::uint32_t peer = 0; peer < 10; ++peer) {
      CAPTURE(peer);
      CAPTURE(result.reputation.at(node_id{peer}));
      const double reputation = result.reputation.at(node_id{peer});
      CHECK((peer < honest ? reputation > 0.5 : reputation < 0.2));
    }
    CHECK(refused(result, 0, refusal::quarantined) == 0);
  }
}

TEST_CASE("with the liars in quarantine the mean is that of a swarm without them") {
  auto o = wary(topology::star{}, 12);
  one_numbers swarm(10);
  let_lie(swarm, [](auto) { return true; });
  const auto beside = run(o, swarm);
  REQUIRE(in_quarantine(beside, root, 8));
  REQUIRE(in_quarantine(beside, root, 9));
  o.nodes = honest;
  o.aggregation.detect = detector::none;
  one_numbers alone(honest);
  let_lie(alone, [](auto) { return false; });
  const auto without = run(o, alone);
  CHECK(without.result.reputation.empty());
  REQUIRE_FALSE(beside.result.model.empty());
  CHECK(beside.result.model.values()[0] == without.result.model.values()[0]);
}

TEST_CASE("a liar that stops is paroled after so many rounds, and back when it lies again") {
  auto o = wary(topology::star{}, 60);
  o.aggregation.reputation.parole = 8;
  const auto quarantined = [&](const std::function<bool(std::uint64_t)>& lying) {
    one_numbers swarm(10);
    let_lie(swarm, lying);
    return refused(run(o, swarm).result, 9, refusal::quarantined);
  };
  const auto once = quarantined([](auto round) { return round <= 10; });
  CHECK(once >= 6 + 8);  // from the fourth or fifth lie on, then the parole period
  CHECK(once <= 10 + 8);
  // One more lie on parole costs the whole period again.
  const auto relapsed = quarantined([](auto round) { return round <= 10 || round == 22; });
  CHECK(relapsed == once + 8);
}

TEST_CASE("what a peer thinks of others survives its crash") {
  auto o = wary(topology::mesh{}, 16);
  o.rounds.deadline = 500ms;
  o.emulate.latency = 5ms;
  o.faults.crashes = {{node_id{4}, round_number{12}}};
  one_numbers swarm(10);
  let_lie(swarm, [](auto round) { return round < 10; });  // afterwards there is nothing to see
  const auto after = run(o, swarm);
  CAPTURE(summary(after.result));
  REQUIRE(after.result.restarts == 1);
  for (const std::uint32_t member : {2U, 4U}) {
    CAPTURE(member);
    CHECK(in_quarantine(after, member, 8));
    CHECK(in_quarantine(after, member, 9));
    CHECK_FALSE(in_quarantine(after, member, 5));
  }
}

TEST_CASE("a swarm that begins with the books of another knows whom not to hear") {
  const auto o = wary(topology::star{}, 12);
  one_numbers swarm(10);
  let_lie(swarm, [](auto) { return true; });
  const auto first = run(o, swarm);
  const auto books =
      aggregation::books_from_text(aggregation::to_text(*first.books), o.aggregation.reputation);
  REQUIRE(books);
  const auto second = run(o, swarm, &*books);
  CHECK(refused(first.result, 9, refusal::quarantined) < 12);
  CHECK(refused(second.result, 9, refusal::quarantined) == 12);
}

TEST_CASE("weighed by reputation a liar moves the mean less, without any quarantine") {
  auto o = wary(topology::star{}, 20);
  o.aggregation.reputation.quarantine_below = 0;
  const auto error = [&] {
    one_numbers swarm(10);
    let_lie(swarm, [](auto) { return true; });
    const auto result = run(o, swarm).result;
    CHECK(refused(result, refusal::quarantined) == 0);
    double mean = 0;
    for (std::size_t i = 0; i < honest; ++i) mean += truth(i, 20) / honest;
    return std::abs(static_cast<double>(result.model.values()[0]) - mean);
  };
  const double alike = error();
  o.aggregation.weights.reputation = true;
  CHECK(error() < alike / 4);
}

TEST_CASE("the same seed gives the same reputations, to the last bit") {
  auto o = wary(topology::gossip{.fanout = 6}, 15);
  o.aggregation.detect = detector::spectral;
  o.emulate = {.loss = 0.02, .duplicate = 0.05, .latency = 5ms, .jitter = 2ms};
  o.rounds.quorum = 0.7;
  const auto text = [&] {
    one_numbers swarm(10);
    let_lie(swarm, [](auto round) { return round % 3 != 0; });
    return aggregation::to_text(*run(o, swarm).books);
  };
  const auto once = text();
  CHECK(once.size() > 1'000);
  CHECK(once == text());
}
