#include "actors/aggregator/aggregator.hpp"

#include <chrono>
#include <cmath>
#include <map>

#include "tests/actors/small_swarm.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;
using actors::aggregator;
using messages::model_snapshot;
using messages::model_update;
using messages::refusal;
using messages::start_round;

namespace {

constexpr time_point zero{};

/// One aggregator and what it did last.
struct fed {
  explicit fed(std::shared_ptr<const actors::plan> shared, std::uint32_t self)
      : core({self}, std::move(shared)), id(self) {}

  fed& start() {
    return step([&] { core.start(now, out); });
  }
  fed& wake() {
    return step([&] { core.wake(now, out); });
  }
  fed& hear(const letter& l) {
    return step([&] { core.hear(l, now, out); });
  }
  fed& propose(std::uint32_t from, std::uint64_t round, float value, std::uint64_t samples = 1) {
    return hear(proposal(from, id, round, value, samples));
  }
  /// The calls of the last step: to whom, and with which model.
  std::map<std::uint32_t, float> called(std::uint64_t round) const {
    std::map<std::uint32_t, float> calls;
    for (const auto& l : out.letters) {
      const auto* s = std::get_if<start_round>(&l.what.what);
      REQUIRE(s != nullptr);
      CHECK(s->round == round_number{round});
      calls[l.what.to.value] = s->model.empty() ? -1 : number(s->model);
    }
    return calls;
  }

  aggregator core;
  std::uint32_t id;
  time_point now = zero;
  effects out;

 private:
  template <class Step>
  fed& step(Step what) {
    out.clear();
    what();
    return *this;
  }
};

using calls = std::map<std::uint32_t, float>;

std::shared_ptr<actors::plan> asynchronous_star(std::size_t nodes, std::uint64_t rounds) {
  auto plan = plan_of(topology::star{}, nodes, rounds);
  plan->options.rounds.mode = round_mode::asynchronous;
  return plan;
}

}  // namespace

TEST_CASE("a round of a star: call, collect, combine by samples, publish with the next call") {
  const auto plan = plan_of(topology::star{}, 3, 2);
  fed root(plan, 3);
  CHECK(root.start().called(1) == calls{{0, -1}, {1, -1}, {2, -1}});
  CHECK(root.propose(2, 1, 8, 2).out.reports.empty());
  CHECK(root.propose(0, 1, 2, 1).out.reports.empty());
  root.propose(1, 1, 4, 1);
  REQUIRE(root.out.reports.size() == 1);
  CHECK(root.out.reports[0].what == member_report::kind::closed);
  CHECK(root.out.reports[0].round == round_number{1});
  CHECK(root.out.reports[0].accepted == 3);
  CHECK(number(root.out.reports[0].model) == 5.5F);  // (2 + 4 + 2 · 8) / 4
  CHECK(root.out.again);
  CHECK(root.wake().called(2) == calls{{0, 5.5F}, {1, 5.5F}, {2, 5.5F}});
}

TEST_CASE("after the last round all children are told the model, and no more is asked") {
  const auto plan = plan_of(topology::star{}, 2, 1);
  fed root(plan, 2);
  root.start().propose(0, 1, 1).propose(1, 1, 3).wake();
  const auto told = all_of<model_snapshot>(root.out.letters);
  REQUIRE(told.size() == 2);
  CHECK(root.out.letters.size() == 2);
  CHECK(number(told[0].model) == 2);
  CHECK(told[0].round >= round_number{1});
  CHECK_FALSE(root.core.next_deadline());
  CHECK(root.propose(0, 1, 9).out.letters.empty());
}

TEST_CASE("only the sampled are called, and they close the round") {
  const auto plan = plan_of(topology::star{}, 10, 3);
  plan->options.rounds.sample = 0.3;
  fed root(plan, 10);
  const actors::round_roster roster(plan->options);
  root.start();
  for (std::uint64_t round = 1; round <= 3; ++round) {
    const auto called = root.called(round);
    CHECK(called.size() == 3);
    for (const auto& [child, model] : called) {
      CHECK(roster.drawn({child}, {round}));
      CHECK(root.out.reports.empty());
      root.propose(child, round, 7);
    }
    REQUIRE(root.out.reports.size() == 1);
    CHECK(root.out.reports[0].accepted == 3);
    root.wake();
  }
}

TEST_CASE("whose particle leaves or comes is called, whether or not it works") {
  const auto plan = plan_of(topology::hierarchical{.layers = 2, .branching = 2}, 4, 3);
  plan->options.population.move = {{{0}, {3}, {2}}};
  plan->options.population.retire = {{{1}, {2}}};
  fed root(plan, 6);
  fed left(plan, 4);
  root.start().propose(4, 1, 1).propose(5, 1, 3).wake();
  CHECK(root.called(2) == calls{{4, 2}, {5, 2}});
  left.hear({{6}, {4}, start_round{{2}, number(2)}});
  CHECK(left.called(2) == calls{{0, 2}});
  CHECK_FALSE(left.core.next_deadline());  // Nobody below it works.
  root.propose(5, 2, 4);
  REQUIRE(root.out.reports.size() == 1);
  CHECK(root.out.reports[0].accepted == 1);
  CHECK(root.wake().called(3) == calls{{5, 4}});
}

TEST_CASE("a root goes on from the model that it has written down") {
  const auto plan = plan_of(topology::star{}, 2, 9);
  plan->options.checkpoint.every = 2;
  fed root(plan, 2);
  root.start().propose(0, 1, 1).propose(1, 1, 3);
  CHECK(root.out.reports[0].state.empty());
  root.wake().propose(0, 2, 4).propose(1, 2, 6);
  auto written = root.out.reports[0].state;
  for (const bool whole : {true, false}) {
    if (!whole) written.pop_back();
    const auto later = plan_of(topology::star{}, 2, 9);
    later->resumed = std::make_shared<const actors::checkpoint>(
        actors::checkpoint{round_number{2}, {{}, {}, written}});
    fed again(later, 2);
    if (whole) {
      CHECK(again.start().called(3) == calls{{0, 5}, {1, 5}});
    } else {
      CHECK_THROWS_AS(again.start(), std::runtime_error);
    }
  }
}

TEST_CASE("refused proposals are reported with their sender and the reason") {
  const auto plan = plan_of(topology::star{}, 2, 3);
  fed root(plan, 2);
  root.start().propose(0, 1, 1).propose(0, 1, 2);
  root.propose(9, 1, 1);
  root.propose(1, 1, std::numeric_limits<float>::quiet_NaN());
  auto wide = proposal(1, 2, 1, 0);
  std::get<model_update>(wide.what).parameters = tensor(2);
  root.hear(wide).propose(1, 1, 3);
  REQUIRE(root.out.reports.size() == 1);
  const auto& refused = root.out.reports[0].refused;
  REQUIRE(refused.size() == 4);
  CHECK((refused[0].peer == node_id{0} && refused[0].why == refusal::duplicate));
  CHECK((refused[1].peer == node_id{9} && refused[1].why == refusal::unknown_sender));
  CHECK((refused[2].peer == node_id{1} && refused[2].why == refusal::non_finite));
  CHECK((refused[3].peer == node_id{1} && refused[3].why == refusal::wrong_shape));
  root.wake().propose(0, 1, 5).propose(0, 2, 1).propose(1, 2, 1);
  REQUIRE(root.out.reports.size() == 1);
  REQUIRE(root.out.reports[0].refused.size() == 1);
  CHECK(root.out.reports[0].refused[0].why == refusal::late);
}

TEST_CASE("children that stay silent are called again, the others are not") {
  const auto plan = plan_of(topology::star{}, 3, 2);
  fed root(plan, 3);
  root.start().propose(1, 1, 1);
  CHECK(root.wake().out.letters.empty());
  while (root.now < zero + plan->options.rounds.deadline) {
    root.now = *root.core.next_deadline();
    CHECK(root.wake().called(1) == calls{{0, -1}, {2, -1}});
  }
  root.propose(0, 1, 1).propose(2, 1, 1);
  CHECK(root.out.reports.size() == 1);
}

TEST_CASE("deadline after deadline without a quorum: the run is lost, and the missing are named") {
  const auto plan = plan_of(topology::star{}, 4, 2);
  plan->options.rounds.quorum = 0.75;
  plan->options.rounds.deadlines_missed_max = 3;
  fed root(plan, 4);
  root.start().propose(1, 1, 1).propose(3, 1, 1);
  while (root.core.next_deadline()) {
    CHECK(root.out.reports.empty());
    root.now = *root.core.next_deadline();
    root.wake();
  }
  CHECK(root.now == zero + 3 * plan->options.rounds.deadline);
  REQUIRE(root.out.reports.size() == 1);
  CHECK(root.out.reports[0].what == member_report::kind::quorum_lost);
  CHECK(root.out.reports[0].missing == std::vector<node_id>{{0}, {2}});
}

TEST_CASE("a quorum closes the round without the missing") {
  const auto plan = plan_of(topology::star{}, 4, 2);
  plan->options.rounds.quorum = 0.5;
  fed root(plan, 4);
  root.start().propose(3, 1, 1).propose(1, 1, 2);
  REQUIRE(root.out.reports.size() == 1);
  CHECK(root.out.reports[0].accepted == 2);
  CHECK(root.wake().called(2) == calls{{0, 1.5F}, {1, 1.5F}, {2, 1.5F}, {3, 1.5F}});
}

TEST_CASE(
    "asynchronous: each proposal moves the model by the mixing share, less when it is stale") {
  const auto plan = asynchronous_star(3, 10);
  plan->options.rounds.mixing = 0.6;
  plan->options.rounds.staleness_exponent = 0.5;
  fed root(plan, 3);
  CHECK(root.start().called(1).size() == 3);
  // The first one is the model: there is nothing yet to mix it with.
  CHECK(root.propose(0, 1, 10).called(2) == calls{{0, 10}});
  // Staleness 1: 0.6 / sqrt(2) of the way from 10 to 20.
  const float second = 10 + 0.6F / std::sqrt(2.0F) * 10;
  root.propose(1, 1, 20, 77);
  CHECK(root.called(3).at(1) == doctest::Approx(second));
  // Fresh: 0.6 of the way to 0.
  root.propose(1, 3, 0);
  CHECK(root.called(4).at(1) == doctest::Approx(0.4F * second));
  // Staleness 3: 0.6 / 2 of the way to 100.
  root.propose(2, 1, 100);
  CHECK(root.called(5).at(2) == doctest::Approx(0.4F * second * 0.7F + 30));
  REQUIRE(root.out.reports.size() == 1);
  CHECK(root.out.reports[0].round == round_number{4});
  CHECK(root.out.reports[0].accepted == 1);
}

TEST_CASE("asynchronous: a buffer waits for so many, mixes their mean and calls them all") {
  const auto plan = asynchronous_star(4, 10);
  plan->options.rounds.mixing = 0.5;
  plan->options.rounds.buffer = 2;
  fed root(plan, 4);
  root.start().propose(0, 1, 10);
  CHECK(root.out.letters.empty());
  CHECK(root.propose(2, 1, 20, 3).called(2) == calls{{0, 17.5F}, {2, 17.5F}});
  // One fresh and one that is one round old: (1 + 1/sqrt 2) / 2 of the mixing share, and the old
  // one weighs 1/sqrt 2 in the mean.
  const float old = 1 / std::sqrt(2.0F);
  root.propose(1, 1, 40).propose(0, 2, 0);
  const float mean = 40 * old / (1 + old);
  const float share = 0.5F * (1 + old) / 2;
  CHECK(root.called(3).at(0) == doctest::Approx(17.5F + share * (mean - 17.5F)));
}

TEST_CASE("asynchronous: what is too stale is refused, and its sender gets the model of today") {
  const auto plan = asynchronous_star(2, 100);
  plan->options.rounds.staleness_max = 2;
  fed root(plan, 2);
  root.start();
  for (std::uint64_t round = 1; round <= 4; ++round) root.propose(0, round, 10);
  CHECK(root.propose(1, 1, 99).called(5) == calls{{1, 10}});
  CHECK(root.out.reports.empty());
  root.propose(1, 5, 10);
  REQUIRE(root.out.reports.size() == 1);
  REQUIRE(root.out.reports[0].refused.size() == 1);
  CHECK(root.out.reports[0].refused[0].why == refusal::too_stale);
}

TEST_CASE("asynchronous: the last round ends with the model for all") {
  const auto plan = asynchronous_star(3, 2);
  fed root(plan, 3);
  root.start().propose(0, 1, 10).propose(0, 2, 10);
  CHECK(all_of<model_snapshot>(root.out.letters).size() == 3);
  CHECK(root.propose(1, 1, 5).out.reports.empty());
}

TEST_CASE("asynchronous: a child whose call or answer was lost is called again") {
  const auto plan = asynchronous_star(2, 100);
  fed root(plan, 2);
  root.start().propose(0, 1, 10);  // Nothing from child 1.
  REQUIRE(root.core.next_deadline() == zero + plan->options.rounds.deadline);
  root.now = zero + 1s;
  CHECK(root.propose(0, 2, 10).called(3) == calls{{0, 10}});
  root.now = zero + plan->options.rounds.deadline;
  CHECK(root.wake().called(3) == calls{{1, 10}});
  CHECK(root.wake().out.letters.empty());
  CHECK(root.core.next_deadline() == zero + 1s + plan->options.rounds.deadline);
}

TEST_CASE("asynchronous: a proposal that arrives twice counts once") {
  const auto plan = asynchronous_star(2, 100);
  fed root(plan, 2);
  root.start().propose(0, 1, 10);
  CHECK(root.propose(0, 1, 10).out.letters.empty());
  CHECK(root.out.reports.empty());
  root.propose(0, 2, 10);
  REQUIRE(root.out.reports.size() == 1);
  REQUIRE(root.out.reports[0].refused.size() == 1);
  CHECK(root.out.reports[0].refused[0].why == refusal::duplicate);
}

TEST_CASE("asynchronous: who sends nonsense is not called again before its deadline") {
  const auto plan = asynchronous_star(2, 100);
  fed root(plan, 2);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(root.start().propose(0, 1, nan).out.letters.empty());
  CHECK(root.propose(7, 1, 1).out.letters.empty());
  root.propose(1, 1, 3);
  REQUIRE(root.out.reports.size() == 1);
  REQUIRE(root.out.reports[0].refused.size() == 2);
  CHECK(root.out.reports[0].refused[0].why == refusal::non_finite);
  CHECK(root.out.reports[0].refused[1].why == refusal::unknown_sender);
  root.now = zero + plan->options.rounds.deadline;
  CHECK(root.wake().called(2).contains(0));
}

TEST_CASE("asynchronous: when nobody answers any more the run is lost, and all are missing") {
  const auto plan = asynchronous_star(2, 100);
  fed root(plan, 2);
  root.start();
  root.now = zero + 1s;
  root.propose(0, 1, 1);
  while (root.core.next_deadline()) {
    CHECK((root.out.reports.empty() || root.now == zero + 1s));
    root.now = *root.core.next_deadline();
    root.wake();
  }
  CHECK(root.now >= zero + 1s + 3 * plan->options.rounds.deadline);
  CHECK(root.now <= zero + 1s + 4 * plan->options.rounds.deadline);
  REQUIRE(root.out.reports.size() == 1);
  CHECK(root.out.reports[0].what == member_report::kind::quorum_lost);
  CHECK(root.out.reports[0].missing == std::vector<node_id>{{0}, {1}});
}

TEST_CASE("asynchronous: without a deadline children are waited for, for ever") {
  const auto plan = asynchronous_star(2, 100);
  plan->options.rounds.deadline = 0s;
  fed root(plan, 2);
  root.start().propose(0, 1, 10);
  CHECK_FALSE(root.core.next_deadline());
  root.now = zero + 1h;
  CHECK(root.wake().out.letters.empty());
  CHECK(root.out.reports.empty());
}

TEST_CASE("asynchronous: a star goes on where every tenth letter is lost") {
  const auto plan = asynchronous_star(3, 200);
  swarm all(plan, shuffled(3));
  messages::random_source random(5);
  all.lose = [&](const letter& l) {
    return !std::holds_alternative<model_snapshot>(l.what) && random.below(10) == 0;
  };
  all.start();
  REQUIRE(all.run());
  CHECK(all.reports_of(3).size() == 200);
}

TEST_CASE("two layers of means weighted by samples give the flat mean") {
  const auto plan = plan_of(topology::hierarchical{2, 3}, 7, 3);
  const auto value = [](std::uint32_t i) { return static_cast<float>(i * i); };
  const auto samples = [](std::uint32_t i) { return std::uint64_t{10} * i + 1; };
  plan->strategies = [&](node_id id) {
    return std::make_unique<keeper>(value(id.value), 0.0F, samples(id.value));
  };
  double sum = 0;
  double total = 0;
  for (std::uint32_t i = 0; i < 7; ++i) {
    sum += static_cast<double>(value(i)) * static_cast<double>(samples(i));
    total += static_cast<double>(samples(i));
  }
  const auto root = static_cast<std::uint32_t>(plan->graph->members() - 1);
  for (const auto& how : {first_come(), last_come(), shuffled(1), shuffled(2)}) {
    swarm all(plan, how);
    all.start();
    REQUIRE(all.run());
    const auto reports = all.reports_of(root);
    REQUIRE(reports.size() == 3);
    for (const auto& r : reports) {
      CHECK(number(r.model) == doctest::Approx(sum / total));
      CHECK(r.accepted == plan->graph->aggregators() - 1);
    }
    CHECK(number(reports[2].model) == number(all.reports_of(root)[0].model));
  }
}

TEST_CASE("an inner aggregator answers a repeated call with what it sent, and hands the end down") {
  const auto plan = plan_of(topology::hierarchical{2, 2}, 4, 9);
  const std::uint32_t root = 6;
  REQUIRE(plan->graph->parent({4}) == node_id{root});
  fed inner(plan, 4);
  CHECK(inner.start().out.letters.empty());  // Waits for its parent.
  const letter call{{root}, {4}, start_round{{3}, number(5)}};
  CHECK(inner.hear(call).called(3) == calls{{0, 5}, {1, 5}});
  inner.propose(0, 3, 1, 10).propose(1, 3, 3, 30);
  auto up = all_of<model_update>(inner.out.letters);
  REQUIRE(up.size() == 1);
  CHECK(up[0].round == round_number{3});
  CHECK(up[0].samples == messages::sample_count{40});
  CHECK(number(up[0].parameters) == doctest::Approx(2.5));

  up = all_of<model_update>(inner.hear(call).out.letters);
  REQUIRE(up.size() == 1);
  CHECK(number(up[0].parameters) == doctest::Approx(2.5));
  CHECK(inner.out.letters.size() == 1);

  inner.hear({{root}, {4}, model_snapshot{{9}, number(8)}});
  CHECK(all_of<model_snapshot>(inner.out.letters).size() == 2);
}

TEST_CASE("an inner aggregator without its quorum says so and sends up what it has") {
  const auto plan = plan_of(topology::hierarchical{2, 2}, 4, 9);
  fed inner(plan, 4);
  inner.hear({{6}, {4}, start_round{{1}, {}}}).propose(1, 1, 3, 30);
  while (inner.core.next_deadline()) {
    inner.now = *inner.core.next_deadline();
    inner.wake();
  }
  REQUIRE(!inner.out.reports.empty());
  CHECK(inner.out.reports[0].what == member_report::kind::quorum_lost);
  CHECK(inner.out.reports[0].missing == std::vector<node_id>{{0}});
  const auto up = all_of<model_update>(inner.out.letters);
  REQUIRE(up.size() == 1);
  CHECK(number(up[0].parameters) == 3);
}

TEST_CASE("branches without a sampled node are not called") {
  const auto plan = plan_of(topology::hierarchical{2, 2}, 4, 20);
  plan->options.rounds.sample = 0.25;
  swarm all(plan, first_come());
  all.start();
  REQUIRE(all.run());
  const auto reports = all.reports_of(6);
  CHECK(reports.size() == 20);
  for (const auto& r : reports) CHECK(r.accepted == 1);
  CHECK(all.now == zero);  // Nobody was waited for in vain.
}

TEST_CASE("where the plan knows no shape, the first model decides it for good") {
  const auto plan = plan_of(topology::star{}, 3, 9);
  plan->dimension = 0;
  fed root(plan, 3);
  root.start().propose(0, 1, 1).propose(1, 1, 2).propose(2, 1, 3).wake();
  root.hear({{0}, {3}, model_update{{2}, {1}, {1}, 0, tensor(2)}});
  root.propose(1, 2, 5).propose(2, 2, 5).propose(0, 2, 5);
  const auto reports = root.out.reports;
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].accepted == 3);
  REQUIRE(reports[0].refused.size() == 1);
  CHECK((reports[0].refused[0].peer == node_id{0} &&
         reports[0].refused[0].why == refusal::wrong_shape));
}
