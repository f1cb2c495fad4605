#include "actors/round/round.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <vector>

using namespace std::chrono_literals;
using namespace starling;
using messages::model_update;
using messages::node_id;
using messages::refusal;
using messages::round_number;
using messages::tensor;
using messages::time_point;
using verdict = actors::round::verdict;

namespace {

constexpr time_point zero{};

tensor vector_of(std::initializer_list<float> values) {
  return tensor(std::span<const float>(values.begin(), values.size()));
}

model_update update(std::uint64_t number, float value = 1, std::uint64_t samples = 10) {
  return {{number}, {number - 1}, {samples}, 0.5, vector_of({value, value})};
}

std::vector<node_id> nodes(std::uint32_t count) {
  std::vector<node_id> ids;
  for (std::uint32_t i = 0; i < count; ++i) ids.push_back({i});
  return ids;
}

round_options synchronous(double quorum) {
  round_options o;
  o.quorum = quorum;
  o.deadline = 2s;
  return o;
}

round_options semi_synchronous(double quorum, double deviations) {
  auto o = synchronous(quorum);
  o.mode = round_mode::semi_synchronous;
  o.deadline_deviations = deviations;
  return o;
}

round_options asynchronous(std::uint64_t staleness_max, double exponent) {
  round_options o;
  o.mode = round_mode::asynchronous;
  o.staleness_max = staleness_max;
  o.staleness_exponent = exponent;
  return o;
}

}  // namespace

TEST_CASE("what cannot be used is refused by name, and leaves no trace") {
  const auto policy = synchronous(1);
  actors::round r(policy);
  r.open({5}, {{1}, {3}, {4}}, 2, zero);
  constexpr float inf = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();

  CHECK(r.offer({2}, update(5), zero) == refusal::unknown_sender);
  CHECK(r.offer({3}, update(4), zero) == refusal::late);
  for (const float bad : {inf, -inf, nan}) {
    auto u = update(5);
    u.parameters.mutate()[1] = bad;
    CHECK(r.offer({3}, u, zero) == refusal::non_finite);
  }
  for (const std::size_t size : {0U, 1U, 3U}) {
    auto u = update(5);
    u.parameters = tensor(size);
    CHECK(r.offer({3}, u, zero) == refusal::wrong_shape);
  }
  CHECK(r.arrived() == 0);
  CHECK(r.missing() == std::vector<node_id>{{1}, {3}, {4}});

  CHECK_FALSE(r.offer({3}, update(5, 7), zero));
  CHECK(r.offer({3}, update(5, 8), zero) == refusal::duplicate);
  REQUIRE(r.arrived() == 1);
  CHECK(r.missing() == std::vector<node_id>{{1}, {4}});
  CHECK(r.take().at(0).parameters == vector_of({7, 7}));
}

TEST_CASE("where no dimension is given the first accepted proposal decides it, anew each round") {
  const auto policy = synchronous(1);
  actors::round r(policy);
  r.open({1}, nodes(3), 0, zero);
  auto empty = update(1);
  empty.parameters = {};
  CHECK(r.offer({0}, empty, zero) == refusal::wrong_shape);
  auto spoilt = update(1);
  spoilt.parameters = vector_of({1, 2, std::numeric_limits<float>::infinity()});
  CHECK(r.offer({0}, spoilt, zero) == refusal::non_finite);
  CHECK_FALSE(r.offer({0}, update(1), zero));
  auto other = update(1);
  other.parameters = tensor(3);
  CHECK(r.offer({1}, other, zero) == refusal::wrong_shape);

  r.open({2}, nodes(3), 0, zero);
  other.round = {2};
  CHECK_FALSE(r.offer({1}, other, zero));
}

TEST_CASE("contributions are in the order of their senders and carry what was proposed") {
  const auto policy = synchronous(1);
  actors::round r(policy);
  r.open({1}, {{2}, {5}, {9}}, 2, zero);
  CHECK_FALSE(r.offer({9}, update(1, 9, 30), zero));
  CHECK_FALSE(r.offer({2}, update(1, 2, 0), zero));
  CHECK_FALSE(r.offer({5}, update(1, 5, 20), zero));
  const auto all = r.take();
  REQUIRE(all.size() == 3);
  CHECK(all[0].sender == node_id{2});
  CHECK(all[1].sender == node_id{5});
  CHECK(all[2].sender == node_id{9});
  CHECK(all[2].samples == messages::sample_count{30});
  CHECK(all[2].weight == 30);
  CHECK(all[1].weight == 20);
  CHECK(all[0].weight > 0);  // Who has no samples of its own still has a say.
  CHECK(all[0].score == 0.5);
  CHECK(all[1].parameters == vector_of({5, 5}));
}

TEST_CASE("a quorum is the smallest number that is at least its share, and never nobody") {
  const auto needed = [](double quorum, std::size_t expected) {
    const auto policy = synchronous(quorum);
    return actors::round(policy).needed(expected);
  };
  CHECK(needed(1, 10) == 10);
  CHECK(needed(0.8, 10) == 8);
  CHECK(needed(0.7, 10) == 7);
  CHECK(needed(0.3, 10) == 3);
  CHECK(needed(0.71, 10) == 8);
  CHECK(needed(0.5, 3) == 2);
  CHECK(needed(2.0 / 3, 3) == 2);
  CHECK(needed(0.01, 10) == 1);
  CHECK(needed(0, 10) == 1);
  CHECK(needed(1, 0) == 1);
  for (std::size_t n = 1; n <= 100; ++n) {
    for (std::size_t k = 1; k <= n; ++k) {
      CHECK(needed(static_cast<double>(k) / static_cast<double>(n), n) == k);
    }
  }
}

TEST_CASE("a synchronous round closes with its quorum and not before") {
  const auto policy = synchronous(0.6);
  actors::round r(policy);
  r.open({1}, nodes(5), 2, zero);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(r.judge(zero + 1ms) == verdict::wait);
    CHECK_FALSE(r.offer({4 - i}, update(1), zero + 1ms));
  }
  CHECK(r.judge(zero + 1ms) == verdict::close);
  CHECK(r.judge(zero + 1h) == verdict::close);
  CHECK(r.missing() == std::vector<node_id>{{0}, {1}});
}

TEST_CASE("a round without its quorum is overdue at the deadline, as often as it is extended") {
  const auto policy = synchronous(1);
  actors::round r(policy);
  r.open({1}, nodes(2), 2, zero + 10s);
  CHECK_FALSE(r.offer({0}, update(1), zero + 10s));
  CHECK(r.judge(zero + 12s - 1ns) != verdict::overdue);
  CHECK(r.judge(zero + 12s) == verdict::overdue);
  CHECK(r.deadlines_missed() == 0);

  r.extend(zero + 13s);
  CHECK(r.deadlines_missed() == 1);
  CHECK(r.judge(zero + 15s - 1ns) != verdict::overdue);
  CHECK(r.judge(zero + 15s) == verdict::overdue);
  r.extend(zero + 15s, false);  // They are alive: no deadline missed.
  CHECK(r.deadlines_missed() == 1);
  r.extend(zero + 17s);
  CHECK(r.deadlines_missed() == 2);
  CHECK_FALSE(r.offer({1}, update(1), zero + 18s));
  CHECK(r.judge(zero + 18s) == verdict::close);

  r.open({2}, nodes(2), 2, zero + 20s);
  CHECK(r.deadlines_missed() == 0);
  CHECK(r.number() == round_number{2});
  CHECK(r.arrived() == 0);
  CHECK(r.missing() == nodes(2));
}

TEST_CASE("nobody waits for who is gone, and a quorum is one of the others") {
  const auto policy = synchronous(0.8);
  actors::round r(policy);
  r.open({1}, nodes(5), 2, zero);
  for (std::uint32_t i = 0; i < 2; ++i) CHECK_FALSE(r.offer({i}, update(1), zero));
  r.note(1, false, zero);
  CHECK(r.judge(zero) == verdict::wait);  // of four, four make eight tenths
  r.note(3, false, zero);
  CHECK(r.judge(zero) == verdict::close);
  r.note(0, false, zero);
  CHECK(r.judge(zero) == verdict::wait);
  CHECK_FALSE(r.offer({4}, update(1), zero));  // whoever is held for gone is heard all the same
  r.note(9, false, zero);
  CHECK(r.judge(zero) == verdict::close);
}

TEST_CASE("a held round does not close, whatever has come, and is looked at again") {
  for (const auto mode : {round_mode::synchronous, round_mode::asynchronous}) {
    auto policy = synchronous(1);
    policy.mode = mode;
    actors::round r(policy);
    r.open({1}, nodes(1), 2, zero);
    CHECK_FALSE(r.offer({0}, update(1), zero));
    r.note(0, true, zero);
    CHECK(r.judge(zero + 1h) == verdict::wait);
    const auto next = r.next_deadline();
    REQUIRE(next);
    r.note(0, true, *next);
    CHECK(*r.next_deadline() > *next);
    r.note(0, false, *next);
    CHECK(r.judge(*next) == verdict::close);
  }
}

TEST_CASE("every quarter of the deadline a round without its quorum asks for repair") {
  const auto policy = synchronous(1);
  actors::round r(policy);
  r.open({1}, nodes(2), 2, zero);
  time_point now = zero;
  for (int quarter = 1; quarter < 4; ++quarter) {
    CHECK(r.next_deadline() == zero + quarter * 500ms);
    CHECK(r.judge(zero + quarter * 500ms - 1ns) == verdict::wait);
    now = zero + quarter * 500ms;
    CHECK(r.judge(now) == verdict::repair);
    r.asked(now);
    CHECK(r.judge(now) == verdict::wait);
  }
  CHECK(r.next_deadline() == zero + 2s);
  CHECK(r.judge(zero + 2s) == verdict::overdue);
  r.extend(zero + 2s);
  CHECK(r.next_deadline() == zero + 2500ms);
  CHECK(r.judge(zero + 2500ms) == verdict::repair);
}

TEST_CASE("taking the contributions leaves the round without any") {
  const auto policy = synchronous(0.5);
  actors::round r(policy);
  r.open({4}, nodes(2), 2, zero);
  CHECK_FALSE(r.offer({1}, update(4), zero));
  CHECK(r.take().size() == 1);
  CHECK(r.take().empty());
  CHECK(r.arrived() == 0);
  CHECK(r.number() == round_number{4});
}

TEST_CASE("a semi-synchronous round waits for all, until recent arrivals say that is in vain") {
  const auto policy = semi_synchronous(0.5, 2);
  actors::round r(policy);
  r.open({1}, nodes(4), 2, zero);
  CHECK_FALSE(r.offer({0}, update(1), zero + 10ms));
  CHECK(r.judge(zero + 400ms) == verdict::wait);  // No quorum yet: what arrived says nothing.
  CHECK_FALSE(r.offer({1}, update(1), zero + 20ms));
  CHECK_FALSE(r.offer({2}, update(1), zero + 30ms));
  // Median 20 ms; distances 10 0 10: MAD 10 ms.
  CHECK(r.next_deadline() == zero + 40ms);
  CHECK(r.judge(zero + 40ms - 1ns) == verdict::wait);
  CHECK(r.judge(zero + 40ms) == verdict::close);
  CHECK_FALSE(r.offer({3}, update(1), zero + 35ms));
  CHECK(r.judge(zero + 35ms) == verdict::close);  // Nobody is left to wait for.
}

TEST_CASE("a semi-synchronous deadline adapts over the rounds, up to the fixed one") {
  const auto policy = semi_synchronous(0.5, 3);
  actors::round r(policy);
  time_point opened = zero;
  const auto patience = [&](std::uint64_t number, messages::duration delay) {
    opened += 1h;
    r.open({number}, nodes(4), 2, opened);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK_FALSE(r.offer({i}, update(number), opened + delay));
    return *r.next_deadline() - opened;
  };
  CHECK(patience(1, 100ms) == 100ms);
  CHECK(patience(2, 100ms) == 100ms);
  // Now half of all took 100 ms and half 300 ms: median 200 ms, MAD 100 ms.
  CHECK(patience(3, 300ms) == 100ms);
  CHECK(patience(4, 300ms) == 500ms);
  for (std::uint64_t number = 5; number < 40; ++number) (void)patience(number, 300ms);
  CHECK(patience(40, 300ms) == 300ms);
  for (std::uint64_t number = 41; number < 80; ++number) (void)patience(number, 1900ms);
  CHECK(patience(80, 2500ms) == 1900ms);
  for (std::uint64_t number = 81; number < 120; ++number) (void)patience(number, 2500ms);
  CHECK(patience(120, 2500ms) == 2s);
}

TEST_CASE("those who just missed the close of a semi-synchronous round count, once") {
  const auto policy = semi_synchronous(0.5, 2);
  actors::round r(policy);
  r.open({1}, nodes(4), 2, zero);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK_FALSE(r.offer({i}, update(1), zero + 10ms * static_cast<int>(i + 1)));
  }
  CHECK(r.take().size() == 3);
  r.open({2}, nodes(4), 2, zero + 40ms);
  CHECK(r.offer({3}, update(1), zero + 50ms) == refusal::late);
  CHECK(r.offer({3}, update(1), zero + 55ms) == refusal::late);   // The same again,
  CHECK(r.offer({0}, update(1), zero + 70ms) == refusal::late);   // a copy of what was in time,
  CHECK(r.offer({77}, update(1), zero + 80ms) == refusal::late);  // and a stranger.
  CHECK_FALSE(r.offer({0}, update(2), zero + 90ms));
  CHECK_FALSE(r.offer({1}, update(2), zero + 90ms));
  // 10 20 30 50 50 50: median 40 ms; distances 30 20 10 10 10 10: MAD 10 ms.
  CHECK(r.next_deadline() == zero + 40ms + 60ms);
}

TEST_CASE("a semi-synchronous round without a quorum is overdue like any other") {
  const auto policy = semi_synchronous(0.5, 3);
  actors::round r(policy);
  r.open({1}, nodes(4), 2, zero);
  CHECK_FALSE(r.offer({0}, update(1), zero + 1ms));
  CHECK(r.judge(zero + 2s) == verdict::overdue);
  r.extend(zero + 2s);
  CHECK(r.judge(zero + 2100ms) == verdict::wait);
  CHECK_FALSE(r.offer({1}, update(1), zero + 3s));
  CHECK(r.judge(zero + 4s) == verdict::close);
}

TEST_CASE("an asynchronous round closes with whatever came, from whomever") {
  const auto policy = asynchronous(10, 0.5);
  actors::round r(policy);
  r.open({1}, {{0}}, 2, zero);
  CHECK(r.judge(zero + 1h) == verdict::wait);
  CHECK_FALSE(r.next_deadline());
  CHECK_FALSE(r.offer({77}, update(1), zero));
  CHECK(r.judge(zero) == verdict::close);
}

TEST_CASE("in asynchronous rounds weights decay as (1 + staleness)^-exponent") {
  const auto policy = asynchronous(10, 0.5);
  actors::round r(policy);
  r.open({9}, {}, 2, zero);
  CHECK_FALSE(r.offer({0}, update(9, 1, 10), zero));
  CHECK_FALSE(r.offer({1}, update(8, 1, 10), zero));
  CHECK_FALSE(r.offer({2}, update(6, 1, 40), zero));
  CHECK_FALSE(r.offer({3}, update(12, 1, 10), zero));  // From one who is ahead: as good as new.
  const auto all = r.take();
  REQUIRE(all.size() == 4);
  CHECK(all[0].weight == doctest::Approx(10));
  CHECK(all[1].weight == doctest::Approx(10 / std::sqrt(2.0)));
  CHECK(all[2].weight == doctest::Approx(20));
  CHECK(all[3].weight == doctest::Approx(10));
  CHECK(all[2].samples == messages::sample_count{40});  // What it knows is not what it weighs.
}

TEST_CASE("in asynchronous rounds what is older than the bound is too stale") {
  const auto policy = asynchronous(3, 0.5);
  actors::round r(policy);
  r.open({10}, {}, 2, zero);
  CHECK_FALSE(r.offer({0}, update(7), zero));
  CHECK(r.offer({1}, update(6), zero) == refusal::too_stale);
  const auto none = asynchronous(0, 0.5);
  actors::round fresh(none);
  fresh.open({10}, {}, 2, zero);
  CHECK(fresh.offer({0}, update(9), zero) == refusal::too_stale);
  CHECK_FALSE(fresh.offer({0}, update(10), zero));
}

TEST_CASE("weights leave out samples or staleness where the options say so") {
  const auto options = asynchronous(3, 0.5);
  const auto weights = [&](weight_options by) {
    actors::round r(options, by);
    r.open({4}, nodes(2), 0, zero);
    CHECK(r.offer({0}, update(4, 1, 30), zero) == std::nullopt);
    CHECK(r.offer({1}, update(1, 1, 10), zero) == std::nullopt);
    const auto all = r.take();
    return std::vector{all[0].weight, all[1].weight};
  };
  CHECK(weights({}) == std::vector{30.0, 5.0});
  CHECK(weights({.samples = false}) == std::vector{1.0, 0.5});
  CHECK(weights({.staleness = false}) == std::vector{30.0, 10.0});
  CHECK(weights({.samples = false, .staleness = false}) == std::vector{1.0, 1.0});
}

TEST_CASE("a staleness bound may be as large as its type allows") {
  const auto policy = asynchronous(std::numeric_limits<std::uint64_t>::max(), 0.5);
  actors::round r(policy);
  r.open({10}, {}, 2, zero);
  CHECK_FALSE(r.offer({0}, update(1), zero));
}

TEST_CASE(
    "in asynchronous rounds a sender's newer proposal replaces its older, never the reverse") {
  const auto policy = asynchronous(10, 0.5);
  actors::round r(policy);
  r.open({5}, {}, 2, zero);
  CHECK_FALSE(r.offer({1}, update(3, 3), zero));
  CHECK_FALSE(r.offer({1}, update(4, 4), zero));
  CHECK(r.offer({1}, update(4, 99), zero) == refusal::duplicate);
  CHECK(r.offer({1}, update(3, 99), zero) == refusal::duplicate);
  auto bad = update(5);
  bad.parameters = tensor(3);
  CHECK(r.offer({1}, bad, zero) == refusal::wrong_shape);
  REQUIRE(r.arrived() == 1);
  CHECK(r.take().at(0).parameters == vector_of({4, 4}));
}
