// What a node does with a proposal that is forged by others, or told to nobody.

#include <doctest/doctest.h>

#include <chrono>

#include "actors/node/node.hpp"
#include "tests/actors/adversary/eavesdropper.hpp"
#include "tests/actors/small_swarm.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;
using messages::heartbeat;
using messages::model_update;
using messages::request_update;
using messages::start_round;

namespace {

/// Says nothing in even rounds.
class sometimes_silent final : public optimizers::strategy {
 public:
  optimizers::proposal propose(round_number r) override {
    return {number(1), number(0), {1}, 0, r.value % 2 == 0};
  }
  void adopt(const messages::combination&, round_number) override {}
  [[nodiscard]] optimizers::evaluation evaluate() const override { return {}; }
  [[nodiscard]] tensor parameters() const override { return number(0); }
};

/// Node 1 of two, which lies in company.
std::shared_ptr<actors::plan> conspiring(const topology::options& graph) {
  auto p = plan_of(graph, 2, 9);
  p->options.adversaries.count = 1;
  p->eavesdropper =
      std::make_shared<eavesdropping::eavesdropper>([](const auto&) { return std::nullopt; });
  return p;
}

template <class Message>
std::size_t count(const effects& out) {
  return all_of<Message>(out.letters).size();
}

}  // namespace

TEST_CASE("an honest node's proposal is overheard as it is told, a liar's is held back") {
  const auto plan = conspiring(topology::mesh{});
  effects out;
  actors::node honest({0}, plan, 0);
  honest.start({}, out);
  CHECK(count<model_update>(out) == 1);
  REQUIRE(out.whispers.size() == 1);
  CHECK(out.whispers[0].from == node_id{0});
  CHECK(number(out.whispers[0].what.parameters) == 0);
  CHECK(out.whispers[0].base.empty());

  out.clear();
  actors::node liar({1}, plan, 0);
  liar.start({}, out);
  CHECK(count<model_update>(out) == 0);
  REQUIRE(out.whispers.size() == 1);
  CHECK(out.whispers[0].from == node_id{1});
  CHECK(number(out.whispers[0].what.parameters) == 1);
  CHECK(number(out.whispers[0].base) == 1);

  // Asked meanwhile, it is alive; its round does not close before it has spoken.
  out.clear();
  CHECK_FALSE(liar.next_deadline());
  liar.hear({{0}, {1}, request_update{{1}}}, {}, out);
  liar.hear(proposal(0, 1, 1, 3), {}, out);
  CHECK(count<model_update>(out) == 0);
  CHECK(count<heartbeat>(out) == 1);
  CHECK(out.reports.empty());

  out.clear();
  liar.hear(actors::forgery{{2}, number(8)}, {}, out);  // Of another round.
  CHECK(out.letters.empty());
  liar.hear(actors::forgery{{1}, number(8)}, {}, out);
  REQUIRE(count<model_update>(out) == 1);
  CHECK(number(all_of<model_update>(out.letters)[0].parameters) == 8);
  REQUIRE(out.reports.size() == 1);
  CHECK(out.reports[0].accepted == 2);

  // Asked for again, the forgery is repeated; it is not forged a second time.
  out.clear();
  liar.hear(actors::forgery{{1}, number(9)}, {}, out);
  liar.hear({{0}, {1}, request_update{{1}}}, {}, out);
  REQUIRE(count<model_update>(out) == 1);
  CHECK(number(all_of<model_update>(out.letters)[0].parameters) == 8);
}

TEST_CASE("a liar asks the conspiracy when its emulated work is done") {
  const auto plan = conspiring(topology::mesh{});
  plan->options.faults.work = 3s;
  effects out;
  actors::node liar({1}, plan, 0);
  liar.start({}, out);
  CHECK(out.whispers.empty());
  REQUIRE(liar.next_deadline() == time_point{} + 3s);
  liar.wake(time_point{} + 3s, out);
  CHECK(out.whispers.size() == 1);
  CHECK_FALSE(liar.next_deadline());
}

TEST_CASE("a liar below an aggregator answers with its forgery, as often as it is called") {
  const auto plan = conspiring(topology::star{});
  effects out;
  actors::node liar({1}, plan, 0);
  liar.start({}, out);
  liar.hear({{2}, {1}, start_round{{1}, {}}}, {}, out);
  liar.hear({{2}, {1}, start_round{{1}, {}}}, {}, out);
  CHECK(out.whispers.size() == 1);
  CHECK(out.letters.empty());
  liar.hear(actors::forgery{{1}, number(8)}, {}, out);
  liar.hear({{2}, {1}, start_round{{1}, {}}}, {}, out);
  CHECK(count<model_update>(out) == 2);

  // Overtaken while it waited, it asks for the round it is in, and no other.
  out.clear();
  liar.hear({{2}, {1}, start_round{{2}, number(0)}}, {}, out);
  liar.hear({{2}, {1}, start_round{{3}, number(0)}}, {}, out);
  CHECK(out.whispers.size() == 2);
  liar.hear(actors::forgery{{2}, number(8)}, {}, out);
  CHECK(out.letters.empty());
  liar.hear(actors::forgery{{3}, std::nullopt}, {}, out);
  liar.hear({{2}, {1}, start_round{{3}, number(0)}}, {}, out);
  CHECK(out.letters.empty());
}

TEST_CASE("what is withheld is told to nobody, now or later, and counts for oneself") {
  const auto plan = plan_of(topology::mesh{}, 3, 9);
  plan->options.rounds.quorum = 0.6;
  plan->strategies = [](node_id) { return std::make_unique<sometimes_silent>(); };
  effects out;
  actors::node node({0}, plan, 0);
  node.start({}, out);
  CHECK(count<model_update>(out) == 2);
  node.hear(proposal(1, 0, 1, 1), {}, out);
  out.clear();
  node.wake({}, out);  // Round 2: silent.
  CHECK(out.letters.empty());
  node.hear({{1}, {0}, request_update{{2}}}, {}, out);
  CHECK(count<model_update>(out) == 0);
  CHECK(count<heartbeat>(out) == 1);
  node.hear({{1}, {0}, request_update{{1}}}, {}, out);  // What was told is told again.
  CHECK(count<model_update>(out) == 1);

  // Past the deadline it asks for what is missing, without a word of its own.
  out.clear();
  const auto late = time_point{} + 2s;
  node.wake(late, out);
  CHECK(count<request_update>(out) == 2);
  CHECK(count<model_update>(out) == 0);

  out.clear();
  node.hear(proposal(1, 0, 2, 1), late, out);
  REQUIRE(out.reports.size() == 1);
  CHECK(out.reports[0].accepted == 2);
  node.wake(late, out);  // Round 3: it speaks, but not of round 2.
  CHECK(count<model_update>(out) == 2);
  out.clear();
  node.hear({{1}, {0}, request_update{{2}}}, late, out);
  REQUIRE(count<model_update>(out) == 1);
  CHECK(all_of<model_update>(out.letters)[0].round == round_number{3});
}
