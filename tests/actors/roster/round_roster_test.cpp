#include "actors/roster/round_roster.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <set>
#include <vector>

using namespace std::chrono_literals;
using starling::swarm_options;
using starling::actors::round_roster;

namespace {

std::vector<std::uint32_t> drawn_in(const swarm_options& options, std::uint64_t round) {
  const round_roster roster(options);
  std::vector<std::uint32_t> drawn;
  for (std::uint32_t i = 0; i < options.nodes; ++i) {
    if (roster.drawn({i}, {round})) drawn.push_back(i);
  }
  return drawn;
}

swarm_options swarm_of(std::size_t nodes, double sample) {
  swarm_options o;
  o.nodes = nodes;
  o.rounds.sample = sample;
  return o;
}

}  // namespace

TEST_CASE("each round draws exactly the nearest whole number of nodes, and at least one") {
  const auto count = [](std::size_t nodes, double sample, std::size_t expected) {
    const auto options = swarm_of(nodes, sample);
    for (std::uint64_t round = 1; round <= 30; ++round) {
      CHECK(drawn_in(options, round).size() == expected);
    }
  };
  count(100, 0.1, 10);
  count(10, 0.25, 3);
  count(10, 0.24, 2);
  count(7, 0.5, 4);
  count(10, 0.001, 1);
  count(1, 0.5, 1);
  count(10, 1, 10);
  count(1000, 0.999, 999);
}

TEST_CASE("every node is drawn equally often in the long run") {
  const auto options = swarm_of(20, 0.2);
  std::vector<int> seen(20, 0);
  constexpr int rounds = 5000;
  for (std::uint64_t round = 1; round <= rounds; ++round) {
    for (const auto i : drawn_in(options, round)) ++seen[i];
  }
  // 5 deviations of a binomial: sqrt(5000 · 0.2 · 0.8) = 28.3.
  for (const int s : seen) CHECK(std::abs(s - rounds / 5) < 142);
}

TEST_CASE("the drawn depend on the round and the seed, on nothing else") {
  auto options = swarm_of(100, 0.1);
  const auto first = drawn_in(options, 1);
  CHECK(drawn_in(options, 2) != first);
  options.faults.absent = 0.5;
  options.rounds.quorum = 0.3;
  CHECK(drawn_in(options, 1) == first);
  options.seed += 1;
  CHECK(drawn_in(options, 1) != first);
}

TEST_CASE("a scheduled absence starts with its first round and ends before its last") {
  swarm_options options;
  options.faults.absences = {{{3}, {10}, {20}}, {{4}, {1}, {2}}, {{3}, {30}, {31}}};
  const round_roster roster(options);
  for (std::uint64_t round = 1; round < 40; ++round) {
    CHECK(roster.away({3}, {round}) == ((round >= 10 && round < 20) || round == 30));
    CHECK(roster.away({4}, {round}) == (round == 1));
    CHECK_FALSE(roster.away({5}, {round}));
  }
}

TEST_CASE("the absent fraction is away, other nodes each round") {
  swarm_options options;
  options.nodes = 1000;
  options.faults.absent = 0.3;
  const round_roster roster(options);
  std::vector<int> times(options.nodes, 0);
  for (std::uint64_t round = 1; round <= 100; ++round) {
    int away = 0;
    for (std::uint32_t i = 0; i < options.nodes; ++i) {
      if (!roster.away({i}, {round})) continue;
      ++away;
      ++times[i];
    }
    CHECK(away == 300);
  }
  for (const int t : times) {
    CHECK(t > 0);
    CHECK(t < 60);
  }
  options.faults.absent = 0.0004;
  for (std::uint32_t i = 0; i < options.nodes; ++i) CHECK_FALSE(roster.away({i}, {1}));
  options.faults.absent = 0;
  CHECK_FALSE(round_roster(options).away({1}, {1}));
  options.faults.absent = 1;
  CHECK(round_roster(options).away({1}, {1}));
}

TEST_CASE("a node crashes in the rounds that its schedule names") {
  swarm_options options;
  options.faults.crashes = {{{2}, {5}}, {{2}, {9}}, {{0}, {1}}};
  const round_roster roster(options);
  for (std::uint64_t round = 1; round < 12; ++round) {
    CHECK(roster.crashes({2}, {round}) == (round == 5 || round == 9));
    CHECK(roster.crashes({0}, {round}) == (round == 1));
    CHECK_FALSE(roster.crashes({1}, {round}));
  }
}

TEST_CASE("the first nodes are slow by the factor, the others take the time of the work") {
  swarm_options options;
  CHECK(round_roster(options).work({0}) == 0s);
  options.faults.work = 20ms;
  options.faults.slow = 2;
  options.faults.slow_factor = 10;
  const round_roster roster(options);
  CHECK(roster.work({0}) == 200ms);
  CHECK(roster.work({1}) == 200ms);
  CHECK(roster.work({2}) == 20ms);
  CHECK(roster.work({9}) == 20ms);
}

TEST_CASE("the last spawn up to a round is when a node's particle began") {
  swarm_options o;
  o.population.spawn = {{{1}, {4}}, {{1}, {9}}, {{2}, {3}}};
  const round_roster roster(o);
  CHECK_FALSE(roster.spawned({0}, {20}));
  CHECK_FALSE(roster.spawned({1}, {3}));
  CHECK(roster.spawned({1}, {4}) == starling::messages::round_number{4});
  CHECK(roster.spawned({1}, {8}) == starling::messages::round_number{4});
  CHECK(roster.spawned({1}, {20}) == starling::messages::round_number{9});
}
