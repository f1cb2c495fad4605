// Gossip that draws anew whom a node tells only when nothing has become better.

#include <set>
#include <vector>

#include "actors/node/node.hpp"
#include "tests/actors/small_swarm.hpp"

using namespace small_swarm;

namespace {

using ids = std::set<std::uint32_t>;

std::shared_ptr<actors::plan> adaptive_gossip(float step) {
  auto p = plan_of(topology::gossip{3, false, true}, 50, 12);
  p->options.rounds.mode = round_mode::asynchronous;
  p->strategies = [step](node_id) { return std::make_unique<keeper>(100.0F, step, 1); };
  return p;
}

/// Whom node 7 tells in each round, alone with what `hears` says to it after a round's begin.
template <class Hears>
std::vector<ids> told(const std::shared_ptr<actors::plan>& plan, Hears hears) {
  actors::node node({7}, plan, 0);
  effects out;
  std::vector<ids> rounds;
  node.start({}, out);
  while (true) {
    ids targets;
    for (const auto& l : out.letters) targets.insert(l.what.to.value);
    if (targets.empty()) return rounds;
    rounds.push_back(targets);
    out.clear();
    if (const auto what = hears(rounds.size())) node.hear(*what, {}, out);
    node.wake({}, out);
  }
}

std::optional<letter> nothing(std::size_t) {
  return std::nullopt;
}

/// What the topology draws for a round.
ids drawn(const actors::plan& plan, std::uint64_t round) {
  std::vector<node_id> targets;
  plan.graph->targets({7}, {round}, targets);
  ids all;
  for (const auto t : targets) all.insert(t.value);
  return all;
}

}  // namespace

TEST_CASE("a node whose best becomes better tells the same others, round after round") {
  const auto rounds = told(adaptive_gossip(-1), nothing);
  REQUIRE(rounds.size() == 12);
  CHECK(rounds[0].size() == 3);
  for (const auto& r : rounds) CHECK(r == rounds[0]);
}

TEST_CASE("a node that is stuck draws anew each round, as the topology says") {
  const auto plan = adaptive_gossip(0);
  const auto rounds = told(plan, nothing);
  REQUIRE(rounds.size() == 12);
  CHECK(rounds[1] == rounds[0]);  // the first best is better than none
  for (std::size_t i = 2; i < rounds.size(); ++i) CHECK(rounds[i] == drawn(*plan, i + 1));
  CHECK(std::set<ids>(rounds.begin(), rounds.end()).size() > 8);
}

TEST_CASE("what others have found counts like what was found here") {
  const auto plan = adaptive_gossip(0);
  const auto better = [](std::size_t round) -> std::optional<letter> {
    auto said = proposal(3, 7, round, 100);
    std::get<messages::model_update>(said.what).score = 90.0 - static_cast<double>(round);
    return said;
  };
  const auto rounds = told(plan, better);
  REQUIRE(rounds.size() == 12);
  for (std::size_t i = 3; i < rounds.size(); ++i) CHECK(rounds[i] == rounds[2]);
}
