#include "actors/node/node.hpp"

#include <chrono>
#include <cmath>
#include <set>
#include <stdexcept>

#include "tests/actors/node/one_node.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;
using messages::heartbeat;
using messages::model_snapshot;
using messages::model_update;
using messages::refusal;
using messages::request_update;
using messages::start_round;

namespace {

using kind = member_report::kind;

std::shared_ptr<actors::plan> mesh(std::size_t nodes, std::uint64_t rounds, double quorum = 1) {
  auto p = plan_of(topology::mesh{}, nodes, rounds);
  p->options.rounds.quorum = quorum;
  return p;
}

bool is_update(const letter& l) {
  return std::holds_alternative<model_update>(l.what);
}

}  // namespace

TEST_CASE(
    "a mesh of three agrees on the mean weighted by samples, in whatever order letters come") {
  const auto plan = mesh(3, 5);
  plan->strategies = [](node_id id) {
    const auto i = static_cast<float>(id.value);
    return std::make_unique<keeper>(0.1F + i, 0.3F * i, 1 + id.value);
  };
  // By hand: steps of 0, 0.3, 0.6 with samples 1, 2, 3 move the mean by 0.4 a round.
  const double mean = (0.1 * 1 + 1.1 * 2 + 2.1 * 3) / 6 + 5 * 0.4;
  std::set<float> outcomes;
  std::vector<order> orders = {first_come(), last_come()};
  for (std::uint64_t seed = 0; seed < 30; ++seed) orders.push_back(shuffled(seed));
  for (const auto& how : orders) {
    swarm all(plan, how);
    all.start();
    REQUIRE(all.run());
    CHECK(all.now == zero);
    for (std::uint32_t i = 0; i < 3; ++i) {
      const auto reports = all.reports_of(i);
      REQUIRE(reports.size() == 5);
      for (std::uint64_t r = 1; r <= 5; ++r) {
        CHECK(reports[r - 1].round == round_number{r});
        CHECK(reports[r - 1].accepted == 3);
        CHECK(reports[r - 1].refused.empty());
      }
      outcomes.insert(number(reports[4].model));
    }
  }
  CHECK(outcomes.size() == 1);  // The same bits for all nodes and all orders.
  CHECK(*outcomes.begin() == doctest::Approx(mean));
}

TEST_CASE("a node tells its neighbours of the round, through the slot of each") {
  const auto plan = plan_of(topology::gossip{.fanout = 3}, 20, 5);
  for (std::uint32_t i = 0; i < 20; ++i) {
    fed node(plan, i);
    std::vector<node_id> targets;
    plan->graph->targets({i}, {1}, targets);
    node.start();
    REQUIRE(node.out.letters.size() == 3);
    for (std::size_t slot = 0; slot < 3; ++slot) {
      CHECK(node.out.letters[slot].slot == slot);
      CHECK(node.out.letters[slot].what.to == targets[slot]);
    }
    CHECK(node.proposed().round == round_number{1});
    CHECK(node.proposed().base == round_number{0});
  }
}

TEST_CASE("averaging on a ring keeps the mean and brings the nodes together") {
  const auto plan = plan_of(topology::ring{}, 8, 60);
  swarm all(plan, shuffled(4));
  all.start();
  REQUIRE(all.run());
  for (std::uint32_t i = 0; i < 8; ++i) {
    CHECK(number(all.reports_of(i).back().model) == doctest::Approx(3.5).epsilon(0.001));
  }
}

TEST_CASE("a lost update is asked for within the deadline, and the round closes") {
  const auto plan = mesh(3, 4);
  swarm all(plan, shuffled(1));
  int lost = 0;
  all.lose = [&](const letter& l) {
    return is_update(l) && l.from == node_id{0} && l.to == node_id{1} && lost++ == 0;
  };
  all.start();
  REQUIRE(all.run());
  CHECK(lost >= 2);  // It came a second time.
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(all.closed(i, 4));
    for (const auto& r : all.reports_of(i)) CHECK(r.accepted == 3);
  }
  CHECK(all.now > zero);
  CHECK(all.now < zero + plan->options.rounds.deadline);
}

TEST_CASE("with a tenth of all letters lost every round closes with every proposal") {
  const auto plan = mesh(4, 50);
  swarm all(plan, shuffled(2));
  messages::random_source random(6);
  all.lose = [&](const letter&) { return random.below(10) == 0; };
  all.start();
  REQUIRE(all.run());
  for (std::uint32_t i = 0; i < 4; ++i) {
    const auto reports = all.reports_of(i);
    CHECK(reports.size() == 50);
    for (const auto& r : reports) {
      CHECK(r.what == kind::closed);
      CHECK(r.accepted == 4);
    }
  }
}

TEST_CASE("the same with sampling: who was not drawn still repairs what it said the round before") {
  const auto plan = mesh(4, 50);
  plan->options.rounds.sample = 0.5;
  swarm all(plan, shuffled(2));
  messages::random_source random(6);
  all.lose = [&](const letter&) { return random.below(10) == 0; };
  all.start();
  REQUIRE(all.run());
  for (std::uint32_t i = 0; i < 4; ++i) {
    CHECK(all.closed(i, 50));
    for (const auto& r : all.reports_of(i)) CHECK(r.what == kind::closed);
  }
}

TEST_CASE("a request is answered with the update asked for, a life sign, or the newest") {
  const auto plan = mesh(2, 9);
  fed node(plan, 0);
  node.start();
  CHECK(node.hear(1, request_update{{2}}).told<heartbeat>() == ids{1});  // Not as far yet.
  node.propose(1, 1, 10).wake();
  CHECK(node.hear(1, request_update{{1}}).proposed().round == round_number{1});
  CHECK(number(node.proposed().parameters) == 0);
  CHECK(node.hear(1, request_update{{2}}).proposed().round == round_number{2});
  CHECK(number(node.proposed().parameters) == 5);
  node.propose(1, 2, 5).wake();
  CHECK(node.hear(1, request_update{{1}}).proposed().round == round_number{3});
}

TEST_CASE("a node at slow work answers that it is alive, or with what it said before") {
  const auto plan = mesh(2, 9);
  plan->options.faults.work = 10s;
  fed node(plan, 0);
  node.start();
  CHECK(node.hear(1, request_update{{1}}).told<heartbeat>() == ids{1});
  CHECK(node.wake_at_deadline().told<model_update>() == ids{1});
  node.propose(1, 1, 10).wake();
  CHECK(node.hear(1, request_update{{1}}).proposed().round == round_number{1});
  CHECK(node.hear(1, request_update{{2}}).told<heartbeat>() == ids{1});
}

TEST_CASE("slow work delays what is told, not what is heard") {
  const auto plan = mesh(2, 9);
  plan->options.faults.work = 30ms;
  plan->options.faults.slow = 1;
  plan->options.faults.slow_factor = 10;
  fed slow(plan, 0);
  CHECK(slow.start().out.letters.empty());
  CHECK(slow.core.next_deadline() == zero + 300ms);
  slow.now = zero + 100ms;
  CHECK(slow.propose(1, 1, 10).out.reports.empty());
  slow.wake_at_deadline();
  CHECK(slow.now == zero + 300ms);
  CHECK(slow.told<model_update>() == ids{1});
  CHECK(slow.report().accepted == 2);
  fed quick(plan, 1);
  quick.start();
  CHECK(quick.core.next_deadline() == zero + 30ms);
}

TEST_CASE("what a node refuses it reports by peer and reason") {
  const auto plan = mesh(3, 9);
  fed node(plan, 0);
  node.start().propose(1, 1, 1).propose(1, 1, 2).propose(8, 1, 1);
  node.propose(2, 1, std::numeric_limits<float>::infinity());
  node.hear(2, model_update{{1}, {0}, {1}, 0, tensor(2)});
  node.propose(2, 1, 5);
  const auto refused = node.report().refused;
  REQUIRE(refused.size() == 4);
  CHECK((refused[0].peer == node_id{1} && refused[0].why == refusal::duplicate));
  CHECK((refused[1].peer == node_id{8} && refused[1].why == refusal::unknown_sender));
  CHECK((refused[2].peer == node_id{2} && refused[2].why == refusal::non_finite));
  CHECK((refused[3].peer == node_id{2} && refused[3].why == refusal::wrong_shape));

  node.wake().propose(1, 1, 4).propose(1, 2, 1).propose(2, 2, 1);
  REQUIRE(node.report().refused.size() == 1);
  CHECK(node.report().refused[0].why == refusal::late);
}

TEST_CASE("what comes early is kept for its round, once") {
  const auto plan = mesh(3, 9);
  fed node(plan, 0);
  node.start().propose(1, 2, 30).propose(1, 2, 31).propose(1, 1, 3).propose(2, 1, 3);
  CHECK(node.report().accepted == 3);
  REQUIRE(node.report().refused.size() == 1);
  CHECK(node.report().refused[0].why == refusal::duplicate);
  node.wake().propose(2, 2, 28);
  CHECK(node.report().accepted == 3);
  CHECK(number(node.report().model) == doctest::Approx((2.0 + 30 + 28) / 3));
}

TEST_CASE("what comes early is bounded, however much comes") {
  const auto plan = mesh(2, 1'000'000);
  fed node(plan, 0);
  node.start();
  for (std::uint64_t r = 2; r < 10'000; ++r) node.propose(1, r, 1);
  node.propose(1, 1, 1);
  // All but a bounded number made room.
  CHECK(node.report().refused.size() > 9'900);
}

TEST_CASE(
    "a node that hears a quorum in a later round adopts what they say and goes on from there") {
  const auto plan = mesh(4, 20, 0.5);
  fed node(plan, 0);
  node.start().propose(1, 5, 10);
  CHECK(node.out.reports.empty());
  node.propose(2, 5, 20);
  CHECK(node.report().what == kind::closed);
  CHECK(node.report().round == round_number{5});
  CHECK(number(node.report().model) == 15);
  CHECK(node.out.again);
  CHECK(node.wake().proposed().round == round_number{6});
  CHECK(number(node.proposed().parameters) == 15);
  CHECK(node.told<model_update>() == ids{1, 2, 3});
}

TEST_CASE("a quorum closes rounds without the missing, and without waiting") {
  const auto plan = mesh(5, 10, 0.6);
  swarm all(plan, shuffled(3));
  all.stop(4);
  all.start();
  REQUIRE(all.run());
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(all.closed(i, 10));
  CHECK(all.now == zero);
}

TEST_CASE("a node that was away for ten rounds comes back, catches up and contributes") {
  const auto plan = mesh(4, 30, 0.7);
  plan->options.faults.absences = {{{1}, {5}, {15}}};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    swarm all(plan, shuffled(seed));
    all.start();
    REQUIRE(all.run());
    const auto contributed = [&](std::uint64_t round) {
      return std::any_of(all.sent.begin(), all.sent.end(), [&](const letter& l) {
        return l.from == node_id{1} && is_update(l) &&
               std::get<model_update>(l.what).round == round_number{round};
      });
    };
    CHECK(contributed(4));
    for (std::uint64_t r = 5; r < 15; ++r) CHECK_FALSE(contributed(r));
    std::uint64_t after = 0;
    for (std::uint64_t r = 15; r <= 30; ++r) after += contributed(r) ? 1U : 0U;
    CHECK(after >= 3);
    for (std::uint32_t i = 0; i < 4; ++i) CHECK(all.closed(i, 30));
  }
}

TEST_CASE("a round in which every node is away does not stop the swarm") {
  const auto plan = mesh(3, 10);
  for (std::uint32_t i = 0; i < 3; ++i) plan->options.faults.absences.push_back({{i}, {4}, {6}});
  swarm all(plan, shuffled(1));
  all.start();
  REQUIRE(all.run());
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(all.closed(i, 3));
    CHECK_FALSE(all.closed(i, 4));
    CHECK_FALSE(all.closed(i, 5));
    CHECK(all.closed(i, 10));
  }
}

TEST_CASE("small swarms with a third of the nodes away each round reach the end") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto plan = mesh(3, 40, 0.5);
    plan->options.seed = seed;
    plan->options.faults.absent = 0.3;
    swarm all(plan, shuffled(seed));
    all.start();
    REQUIRE(all.run([&] { return all.now > zero + 1h; }));
    CHECK(all.now < zero + 1h);
    const actors::round_roster roster(plan->options);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK((all.closed(i, 40) || roster.away({i}, {40})));
  }
}

TEST_CASE("a node without a quorum waits so many deadlines, then says who is missing and goes on") {
  const auto plan = mesh(3, 9);
  plan->options.rounds.deadlines_missed_max = 3;
  fed node(plan, 0);
  node.start().propose(2, 1, 6);
  while (node.out.reports.empty()) {
    CHECK(node.now < zero + 3 * plan->options.rounds.deadline);
    node.wake_at_deadline();
  }
  CHECK(node.now == zero + 3 * plan->options.rounds.deadline);
  REQUIRE(node.out.reports.size() == 2);
  CHECK(node.out.reports[0].what == kind::quorum_lost);
  CHECK(node.out.reports[0].missing == std::vector<node_id>{{1}});
  CHECK(node.out.reports[1].what == kind::closed);
  CHECK(number(node.out.reports[1].model) == 3);
}

TEST_CASE("only the missing are asked, and who shows life is waited for") {
  const auto plan = mesh(3, 9);
  fed node(plan, 0);
  node.start().propose(2, 1, 6);
  CHECK(node.wake_at_deadline().told<request_update>() == ids{1});
  const auto patience = plan->options.rounds.deadline;
  while (node.now < zero + 8 * patience) {
    node.wake_at_deadline();
    CHECK(node.out.reports.empty());
    if (!node.told<request_update>().empty()) node.hear(1, heartbeat{{0}});
  }
  CHECK(node.propose(1, 1, 9).report().accepted == 3);
}

TEST_CASE("a node that was restarted listens first, then joins with what the others know") {
  const auto plan = mesh(3, 20);
  fed node(plan, 0, 1);
  CHECK(node.start().out.letters.empty());
  CHECK(node.propose(1, 7, 10).out.letters.empty());
  node.propose(2, 7, 30);
  CHECK(node.told<model_update>() == ids{1, 2});
  CHECK(node.proposed().round == round_number{7});
  CHECK(number(node.proposed().parameters) == 20);
  CHECK(node.report().accepted == 3);
}

TEST_CASE("a node that was restarted does not wait for ever for all the others") {
  const auto plan = mesh(3, 20);
  fed node(plan, 0, 1);
  node.start().propose(1, 7, 10);
  CHECK(node.wake_at_deadline().told<model_update>() == ids{1, 2});
  CHECK(node.now <= zero + plan->options.rounds.deadline);
  CHECK(number(node.proposed().parameters) == 10);
}

TEST_CASE("a node crashes in its round, and only the first time") {
  const auto plan = mesh(2, 20);
  plan->options.faults.crashes = {{{0}, {2}}};
  fed node(plan, 0);
  node.start().propose(1, 1, 4);
  CHECK_THROWS_AS(node.wake(), std::runtime_error);
  fed again(plan, 0, 1);
  CHECK_NOTHROW(again.start().propose(1, 2, 8));
  CHECK(again.report().round == round_number{2});
}

TEST_CASE("a swarm goes on when one node has lost its state") {
  const auto plan = mesh(4, 30);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    swarm all(plan, shuffled(seed));
    all.start();
    REQUIRE(all.run([&] { return all.closed(2, 10); }));
    all.restart(2, 1);
    REQUIRE(all.run());
    for (std::uint32_t i = 0; i < 4; ++i) {
      CHECK(all.closed(i, 30));
      for (const auto& r : all.reports_of(i)) CHECK(r.what == kind::closed);
      CHECK(number(all.reports_of(i).back().model) == doctest::Approx(1.5));
    }
  }
}

TEST_CASE("nodes that have all lost their state begin again") {
  const auto plan = mesh(2, 5);
  swarm all(plan, first_come());
  for (std::uint32_t i = 0; i < 2; ++i) all.restart(i, 1);
  REQUIRE(all.run([&] { return all.now > zero + 1h; }));
  CHECK(all.closed(0, 5));
  CHECK(all.closed(1, 5));
}

TEST_CASE("a node that was restarted and is only asked joins the latest round it was asked for") {
  const auto plan = mesh(3, 20);
  fed node(plan, 0, 1);
  node.start().hear(1, request_update{{5}}).hear(2, request_update{{6}});
  CHECK(node.hear(1, request_update{{21}}).out.letters.empty());  // There is no such round.
  CHECK(node.wake_at_deadline().proposed().round == round_number{6});
}

TEST_CASE("who is not drawn tells nothing but listens and adopts") {
  const auto plan = mesh(4, 5);
  plan->options.rounds.sample = 0.5;
  const actors::round_roster roster(plan->options);
  for (std::uint32_t i = 0; i < 4; ++i) {
    fed node(plan, i);
    node.start();
    if (roster.drawn({i}, {1})) {
      CHECK(node.told<model_update>().size() == 3);
      continue;
    }
    CHECK(node.out.letters.empty());
    for (std::uint32_t j = 0; j < 4; ++j) {
      if (roster.drawn({j}, {1})) node.propose(j, 1, 50);
    }
    CHECK(node.report().what == kind::closed);
    CHECK(number(node.report().model) > static_cast<float>(i));
  }
}

TEST_CASE("asynchronous peers wait for nobody and adopt what has come") {
  const auto plan = mesh(3, 5);
  plan->options.rounds.mode = round_mode::asynchronous;
  fed node(plan, 0);
  CHECK(node.start().report().accepted == 1);
  node.propose(1, 1, 10);
  node.wake();
  CHECK(node.report().round == round_number{2});
  CHECK(node.report().accepted == 2);
  // One round old: it weighs 1 / sqrt(2) of one's own.
  const double old = 1 / std::sqrt(2.0);
  CHECK(number(node.report().model) == doctest::Approx(10 * old / (1 + old)));

  swarm all(plan, shuffled(5));
  all.start();
  REQUIRE(all.run());
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(all.closed(i, 5));
  CHECK(all.now == zero);
}

TEST_CASE("heartbeats go to all targets at their interval, from the start to the last round") {
  const auto plan = mesh(3, 1);
  plan->options.heartbeat.interval = 250ms;
  plan->options.rounds.deadline = 1h;
  fed node(plan, 0);
  CHECK(node.start().told<heartbeat>() == ids{1, 2});
  for (int beat = 1; beat <= 40; ++beat) {
    CHECK(node.core.next_deadline() == zero + beat * 250ms);
    CHECK(node.wake_at_deadline().told<heartbeat>() == ids{1, 2});
    CHECK(node.wake().told<heartbeat>().empty());
  }
  node.propose(1, 1, 1).propose(2, 1, 1).wake();
  CHECK_FALSE(node.core.next_deadline());
}

TEST_CASE("a particle that cannot be unpacked is its sender's fault, and a new one begins") {
  const auto plan = mesh(3, 5);
  plan->options.population.move = {{node_id{0}, node_id{2}, round_number{1}}};
  // One number is all the state; three bytes are none.
  struct packed final : optimizers::strategy {
    optimizers::proposal propose(round_number) override {
      return {number(value), number(value), {1}, value};
    }
    void adopt(const messages::combination&, round_number) override {}
    optimizers::evaluation evaluate() const override { return {}; }
    tensor parameters() const override { return number(value); }
    bool exchange(optimizers::state& s) override {
      s.exchange(value);
      return true;
    }
    float value = 7;
  };
  plan->strategies = [](node_id) { return std::make_unique<packed>(); };
  for (const bool whole : {true, false}) {
    optimizers::state written;
    round_number adopted{0};
    float value = 9;
    written.exchange(adopted);
    if (whole) written.exchange(value);
    messages::hand_over luggage{round_number{1}, {}};
    for (const auto b : written.written()) luggage.state.push_back(static_cast<std::uint8_t>(b));
    fed node(plan, 2);
    node.start().hear(0, luggage);
    CHECK(number(node.proposed().parameters) == (whole ? 9 : 7));
    node.propose(1, 1, 3);
    REQUIRE(node.report().refused.size() == (whole ? 0 : 1));
    if (whole) continue;
    CHECK(node.report().refused[0].peer == node_id{0});
    CHECK(node.report().refused[0].why == refusal::wrong_shape);
  }
}
