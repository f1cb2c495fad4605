#include "actors/swarm/progress.hpp"

#include <chrono>
#include <cmath>

#include "tests/actors/small_swarm.hpp"

using namespace std::chrono_literals;
using namespace small_swarm;
using actors::progress;
using messages::refusal;

namespace {

using kind = member_report::kind;
constexpr time_point zero{};

member_report about(std::uint32_t member, std::uint64_t round, kind what = kind::closed) {
  member_report r;
  r.member = {member};
  r.round = {round};
  r.what = what;
  return r;
}

member_report judged(std::uint32_t member, std::uint64_t round, float value,
                     double accuracy = 0.5) {
  auto r = about(member, round);
  r.evaluated = true;
  r.loss = value;
  r.accuracy = accuracy;
  r.model = number(value);
  return r;
}

std::vector<std::uint64_t> numbers(const std::vector<round_report>& closed) {
  std::vector<std::uint64_t> out;
  for (const auto& r : closed) out.push_back(r.round);
  return out;
}

using rounds = std::vector<std::uint64_t>;

std::shared_ptr<actors::plan> mesh(std::size_t nodes, std::uint64_t max, double quorum = 1) {
  auto p = plan_of(topology::mesh{}, nodes, max);
  p->options.rounds.quorum = quorum;
  return p;
}

}  // namespace

TEST_CASE("a round of peers closes when every node has got past it, in order") {
  progress run(mesh(3, 10), zero);
  CHECK(run.add(about(0, 1), zero).empty());
  CHECK(run.add(about(0, 2), zero).empty());
  CHECK(run.add(about(1, 1), zero).empty());
  CHECK(run.add(about(1, 2), zero).empty());
  CHECK(numbers(run.add(about(2, 1), zero)) == rounds{1});
  CHECK(numbers(run.add(about(2, 2), zero)) == rounds{2});
  CHECK_FALSE(run.over());
}

TEST_CASE("a node that skipped rounds has got past all of them") {
  progress run(mesh(2, 10), zero);
  for (std::uint64_t r = 1; r <= 4; ++r) CHECK(run.add(about(0, r), zero).empty());
  CHECK(numbers(run.add(about(1, 3), zero)) == rounds{1, 2, 3});
  CHECK(run.add(about(1, 3), zero).empty());
}

TEST_CASE("with a quorum a round closes when that fraction has got past it") {
  progress run(mesh(5, 10, 0.6), zero);
  CHECK(run.add(about(0, 1), zero).empty());
  CHECK(run.add(about(0, 1), zero).empty());  // One node counts once.
  CHECK(run.add(about(4, 1), zero).empty());
  CHECK(numbers(run.add(about(2, 1), zero)) == rounds{1});
  CHECK(run.add(about(1, 1), zero).empty());  // Late, and no second close.
}

TEST_CASE("all rounds done ends the run") {
  progress run(mesh(2, 2), zero);
  (void)run.add(about(0, 1), zero);
  (void)run.add(about(1, 1), zero);
  (void)run.add(about(0, 2), zero);
  CHECK_FALSE(run.over());
  CHECK(numbers(run.add(about(1, 2), zero + 3s)) == rounds{2});
  CHECK(run.over());
  const auto result = run.result(zero + 3s);
  CHECK(result.stopped_by == stop_reason::rounds_done);
  CHECK(result.succeeded());
  CHECK(result.rounds == 2);
  CHECK(result.per_round.size() == 2);
  CHECK(result.seconds == 3);
  CHECK(run.add(about(0, 3), zero).empty());
}

TEST_CASE("the last round waits for all, but gives up on those who never come") {
  const auto plan = mesh(4, 1, 0.5);
  progress run(plan, zero);
  (void)run.add(about(0, 1), zero);
  CHECK_FALSE(run.next_deadline());
  CHECK(run.add(about(1, 1), zero + 1s).empty());
  REQUIRE(run.next_deadline());
  const auto deadline = *run.next_deadline();
  CHECK(deadline > zero + 1s);
  CHECK(run.wake(deadline - 1ns).empty());
  CHECK_FALSE(run.over());
  CHECK(numbers(run.wake(deadline)) == rounds{1});
  CHECK(run.over());
  CHECK(run.result(deadline).stopped_by == stop_reason::rounds_done);

  progress swift(plan, zero);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(swift.add(about(i, 1), zero).empty());
  CHECK(numbers(swift.add(about(3, 1), zero)) == rounds{1});
}

TEST_CASE("without a deadline the last round waits for all for ever") {
  const auto plan = mesh(3, 1, 0.5);
  plan->options.rounds.deadline = 0s;
  progress run(plan, zero);
  (void)run.add(about(0, 1), zero);
  (void)run.add(about(1, 1), zero);
  CHECK_FALSE(run.next_deadline());
  CHECK(run.wake(zero + 1h).empty());
  CHECK(numbers(run.add(about(2, 1), zero + 2h)) == rounds{1});
}

TEST_CASE("a node that is away does not hold the others up, and is not counted as live") {
  progress run(mesh(3, 5), zero);
  (void)run.add(about(0, 1), zero);
  (void)run.add(about(2, 1, kind::away), zero);
  const auto closed = run.add(about(1, 1), zero);
  REQUIRE(numbers(closed) == rounds{1});
  CHECK(closed[0].live_nodes == 2);
}

TEST_CASE("a tree's round closes when its root says so, in whatever state the leaves are") {
  const auto plan = plan_of(topology::hierarchical{2, 2}, 4, 3);
  progress run(plan, zero);
  CHECK(run.add(about(4, 1), zero).empty());
  CHECK(run.add(about(5, 1), zero).empty());
  auto root = judged(6, 1, 4, 0.75);
  root.accepted = 2;
  const auto closed = run.add(root, zero + 2s);
  REQUIRE(numbers(closed) == rounds{1});
  CHECK(closed[0].accepted == 2);
  CHECK(closed[0].loss == 4);
  CHECK(closed[0].accuracy == 0.75);
  CHECK(closed[0].seconds == 2);
  CHECK(closed[0].live_nodes == 4);
  CHECK(run.add(root, zero + 3s).empty());  // Said twice, closed once.
  CHECK(number(run.result(zero).model) == 4);
}

TEST_CASE("a tree's checkpoint is its root's state and those of all who work") {
  const auto plan = plan_of(topology::star{}, 3, 9);
  plan->options.population.spawn = {{{2}, {5}}};  // idle until then
  progress run(plan, zero);
  const auto written = [&run](std::uint32_t member, std::uint64_t round, kind what) {
    auto r = about(member, round, what);
    r.state = {std::byte(member + 1)};
    return run.add(r, zero).size();
  };
  CHECK(written(0, 1, kind::written) == 0);
  CHECK(written(1, 1, kind::written) == 0);
  CHECK_FALSE(run.take_checkpoint());
  CHECK(written(3, 1, kind::closed) == 1);
  const auto whole = run.take_checkpoint();
  REQUIRE(whole);
  CHECK(whole->round == round_number{1});
  const std::vector<std::vector<std::byte>> states{
      {std::byte(1)}, {std::byte(2)}, {}, {std::byte(4)}};
  CHECK(whole->states == states);
  CHECK(written(0, 2, kind::written) == 0);
  CHECK(written(3, 2, kind::closed) == 1);  // Without node 1 there is none.
  CHECK_FALSE(run.take_checkpoint());
}

TEST_CASE("a root that cannot evaluate leaves the figures unknown, and reaches no goal") {
  const auto plan = plan_of(topology::star{}, 2, 5);
  plan->options.rounds.until_loss_below = 0.1;
  progress run(plan, zero);
  auto root = about(2, 1);
  root.model = number(9);
  const auto closed = run.add(root, zero);
  REQUIRE(closed.size() == 1);
  for (const double unknown :
       {closed[0].loss, closed[0].accuracy, closed[0].loss_min, closed[0].loss_max,
        closed[0].accuracy_min, closed[0].accuracy_max}) {
    CHECK(std::isnan(unknown));
  }
  CHECK_FALSE(run.over());
  CHECK(number(run.result(zero).model) == 9);
}

TEST_CASE("a round that was not evaluated has unknown figures") {
  progress run(mesh(1, 5), zero);
  const auto closed = run.add(about(0, 1), zero);
  REQUIRE(closed.size() == 1);
  CHECK(std::isnan(closed[0].loss));
  CHECK(std::isnan(closed[0].accuracy));
  CHECK(std::isnan(closed[0].loss_min));
  CHECK(std::isnan(closed[0].accuracy_max));
}

TEST_CASE("the round's model is the mean of the nodes', judged as such; the spread is theirs") {
  const auto plan = mesh(3, 5);
  plan->evaluate = [](const tensor& t) { return optimizers::evaluation{number(t) * 100.0, 0.9}; };
  progress run(plan, zero);
  (void)run.add(judged(2, 1, 6, 0.5), zero);
  (void)run.add(judged(0, 1, 1, 0.7), zero);
  const auto closed = run.add(judged(1, 1, 2, 0.6), zero);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].loss == doctest::Approx(300));
  CHECK(closed[0].accuracy == 0.9);
  CHECK(closed[0].loss_min == 1);
  CHECK(closed[0].loss_max == 6);
  CHECK(closed[0].accuracy_min == 0.5);
  CHECK(closed[0].accuracy_max == 0.7);
  const auto result = run.result(zero);
  CHECK(number(result.model) == 3);
  CHECK(result.accuracy_min == 0.5);
  messages::content_hash hash;
  hash.add(std::as_bytes(number(3).values()));
  CHECK(result.model_hash == hash.hex());
}

TEST_CASE("without a judge of models a round's loss is the mean of the nodes' own") {
  progress run(mesh(2, 5), zero);
  (void)run.add(judged(0, 1, 2), zero);
  const auto closed = run.add(judged(1, 1, 4), zero);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].loss == 3);
}

TEST_CASE("claims of training loss and accepted proposals are summed up, liars' claims are not") {
  const auto plan = mesh(4, 5);
  plan->options.adversaries.count = 1;
  progress run(plan, zero);
  std::vector<round_report> closed;
  for (std::uint32_t i = 0; i < 4; ++i) {
    auto r = about(i, 1);
    r.train_score = i == 3 ? 1e9 : 1.0 + i;
    r.accepted = 4;
    r.bytes = 10 + i;
    closed = run.add(r, zero);
  }
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].train_loss == doctest::Approx(2));
  CHECK(closed[0].accepted == 16);
  CHECK(closed[0].bytes == 46);
  CHECK(run.result(zero).adversaries == std::vector<node_id>{{3}});
}

TEST_CASE("refusals are counted by reason in the round, by peer and reason in the run") {
  progress run(mesh(2, 5), zero);
  auto r = about(0, 1);
  r.refused = {{{1}, refusal::late}, {{1}, refusal::late}, {{7}, refusal::unknown_sender}};
  (void)run.add(r, zero);
  auto second = about(1, 1);
  second.refused = {{{0}, refusal::outvoted}};
  auto closed = run.add(second, zero);
  REQUIRE(closed.size() == 1);
  const auto at = [](const refusal_counts& counts, refusal why) {
    return counts[static_cast<std::size_t>(why)];
  };
  CHECK(at(closed[0].refused, refusal::late) == 2);
  CHECK(at(closed[0].refused, refusal::unknown_sender) == 1);
  CHECK(at(closed[0].refused, refusal::outvoted) == 1);
  CHECK(at(closed[0].refused, refusal::duplicate) == 0);

  (void)run.add(about(0, 2), zero);
  closed = run.add(about(1, 2), zero);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].refused == refusal_counts{});
  const auto by_peer = run.result(zero).refused_by_peer;
  CHECK(by_peer.size() == 3);
  CHECK(at(by_peer.at({1}), refusal::late) == 2);
  CHECK(at(by_peer.at({7}), refusal::unknown_sender) == 1);
  CHECK(at(by_peer.at({0}), refusal::outvoted) == 1);
}

TEST_CASE("the goal ends the run in the round that reaches it") {
  const auto plan = mesh(1, 10);
  plan->options.rounds.until_loss_below = 0.5;
  progress run(plan, zero);
  (void)run.add(judged(0, 1, 1.0F), zero);
  (void)run.add(judged(0, 2, 0.5F), zero);
  CHECK_FALSE(run.over());
  (void)run.add(judged(0, 3, 0.25F), zero);
  CHECK(run.result(zero).stopped_by == stop_reason::loss_reached);
  CHECK(run.result(zero).rounds == 3);

  plan->options.rounds.until_loss_below = 0;
  plan->options.rounds.until_accuracy = 0.97;
  progress other(plan, zero);
  (void)other.add(judged(0, 1, -5, 0.96), zero);
  CHECK_FALSE(other.over());
  (void)other.add(judged(0, 2, 9, 0.97), zero);
  CHECK(other.result(zero).stopped_by == stop_reason::loss_reached);
}

TEST_CASE("a root that loses its quorum ends the run and names the missing") {
  const auto plan = plan_of(topology::star{}, 5, 10);
  progress run(plan, zero);
  auto lost = about(5, 4, kind::quorum_lost);
  lost.missing = {{1}, {3}};
  CHECK(run.add(lost, zero).empty());
  REQUIRE(run.over());
  const auto result = run.result(zero);
  CHECK(result.stopped_by == stop_reason::quorum_lost);
  CHECK_FALSE(result.succeeded());
  CHECK(result.detail.find("round 4") != std::string::npos);
  CHECK(result.detail.find("1, 3") != std::string::npos);
}

TEST_CASE("an inner aggregator that loses its quorum does not end the run") {
  progress run(plan_of(topology::hierarchical{2, 2}, 4, 10), zero);
  (void)run.add(about(4, 1, kind::quorum_lost), zero);
  CHECK_FALSE(run.over());
}

TEST_CASE("peers that lose their quorum end the run when too few are left for the swarm's") {
  progress strict(mesh(5, 10, 1.0), zero);
  auto lost = about(2, 1, kind::quorum_lost);
  lost.missing = {{4}};
  (void)strict.add(lost, zero);
  CHECK(strict.result(zero).stopped_by == stop_reason::quorum_lost);
  CHECK(strict.result(zero).detail.find('4') != std::string::npos);

  progress lenient(mesh(5, 10, 0.6), zero);
  (void)lenient.add(about(0, 1, kind::quorum_lost), zero);
  (void)lenient.add(about(1, 1, kind::quorum_lost), zero);
  CHECK_FALSE(lenient.over());  // Three of five are still a quorum.
  (void)lenient.add(about(2, 1, kind::quorum_lost), zero);
  CHECK(lenient.over());
}

TEST_CASE("nodes that failed for good are not waited for, until too few are left") {
  progress run(mesh(5, 10, 0.6), zero);
  (void)run.add(about(0, 1), zero);
  (void)run.add(about(1, 1), zero);
  CHECK(run.gone({4}, "ran out", zero).empty());
  CHECK(run.gone({4}, "ran out", zero).empty());  // Counts once.
  CHECK_FALSE(run.over());
  CHECK(run.gone({3}, "ran out", zero).empty());
  CHECK_FALSE(run.over());
  CHECK(numbers(run.add(about(2, 1), zero)) == rounds{1});
  (void)run.gone({2}, "ran out of luck", zero);
  REQUIRE(run.over());
  CHECK(run.result(zero).stopped_by == stop_reason::node_failed);
  CHECK(run.result(zero).detail.find("node 2") != std::string::npos);
  CHECK(run.result(zero).detail.find("ran out of luck") != std::string::npos);
}

TEST_CASE("the failure of the last that was waited for closes the round") {
  progress run(mesh(3, 10, 0.6), zero);
  for (std::uint64_t r = 1; r <= 10; ++r) {
    (void)run.add(about(0, r), zero);
    (void)run.add(about(1, r), zero);
  }
  CHECK_FALSE(run.over());  // The last round waits for node 2.
  CHECK(numbers(run.gone({2}, "?", zero)) == rounds{10});
  CHECK(run.over());
}

TEST_CASE("a root that failed for good ends the run, an inner aggregator does not by itself") {
  const auto plan = plan_of(topology::hierarchical{2, 2}, 4, 10);
  progress run(plan, zero);
  (void)run.gone({4}, "?", zero);
  CHECK_FALSE(run.over());
  (void)run.gone({6}, "its rule threw", zero);
  REQUIRE(run.over());
  CHECK(run.result(zero).stopped_by == stop_reason::node_failed);
  CHECK(run.result(zero).detail.find("its rule threw") != std::string::npos);
}

TEST_CASE("an interrupted run keeps what it has, and a run that is over cannot be interrupted") {
  progress run(mesh(1, 2), zero);
  (void)run.add(judged(0, 1, 3), zero);
  run.interrupt();
  CHECK(run.over());
  CHECK(run.result(zero).stopped_by == stop_reason::interrupted);
  CHECK_FALSE(run.result(zero).succeeded());
  CHECK(number(run.result(zero).model) == 3);

  progress done(mesh(1, 1), zero);
  (void)done.add(judged(0, 1, 3), zero);
  done.interrupt();
  CHECK(done.result(zero).stopped_by == stop_reason::rounds_done);
}

TEST_CASE("a report of a round beyond the last does no harm") {
  progress run(mesh(2, 2), zero);
  CHECK(run.add(about(0, 99), zero).empty());
  CHECK(numbers(run.add(about(1, 99), zero)) == rounds{1, 2});
  CHECK(run.over());
}
