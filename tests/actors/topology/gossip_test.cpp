#include "actors/topology/gossip.hpp"

#include <algorithm>
#include <cstddef>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;

namespace {

/// The ring of a round, found by following who tells whom with fanout 1.
numbers ring_of(std::size_t nodes, std::uint64_t round) {
  const auto single = build(kinds::gossip{1, false}, nodes);
  numbers ring = {0};
  while (ring.size() < nodes) ring.push_back(targets(*single, ring.back(), round).at(0));
  return ring;
}

numbers sorted(numbers list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

/// Rounds until everyone knows what node 0 knew.
std::uint64_t rounds_to_reach_all(const topology& t, std::uint64_t limit) {
  std::vector<bool> knows(t.nodes());
  knows[0] = true;
  for (std::uint64_t round = 1; round <= limit; ++round) {
    std::vector<bool> after = knows;
    for (std::uint32_t i = 0; i < t.nodes(); ++i) {
      if (!knows[i]) continue;
      for (const std::uint32_t target : targets(t, i, round)) after[target] = true;
    }
    knows = after;
    if (std::find(knows.begin(), knows.end(), false) == knows.end()) return round;
  }
  return limit + 1;
}

}  // namespace

TEST_CASE(
    "gossip tells the next ones on one ring through all nodes, and with pull the last ones too") {
  for (std::size_t n = 2; n <= 64; ++n) {
    for (const std::uint64_t round : {1U, 5U}) {
      const numbers ring = ring_of(n, round);
      REQUIRE(sorted(ring).size() == n);
      for (std::size_t fanout = 1; fanout < n; ++fanout) {
        const auto push = build(kinds::gossip{fanout, false}, n);
        const auto both = build(kinds::gossip{fanout, true}, n);
        bool right = true;
        for (std::size_t p = 0; p < n; ++p) {
          numbers behind;
          numbers ahead;
          for (std::size_t k = 1; k <= fanout; ++k) {
            behind.push_back(ring[(p + k) % n]);
            ahead.push_back(ring[(p + n - k) % n]);
          }
          numbers around = behind;
          around.insert(around.end(), ahead.begin(), ahead.end());
          right = right && targets(*push, ring[p], round) == sorted(behind) &&
                  sources(*push, ring[p], round) == sorted(ahead) &&
                  targets(*both, ring[p], round) == sorted(around) &&
                  sources(*both, ring[p], round) == sorted(around);
        }
        CHECK(right);
      }
    }
  }
}

TEST_CASE("gossip meets others in other rounds") {
  const auto network = build(kinds::gossip{2, false}, 1000);
  std::size_t same = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    same += targets(*network, i, 1) == targets(*network, i, 2) ? 1 : 0;
  }
  CHECK(same < 10);
}

TEST_CASE("a rumour reaches ten thousand nodes within 27 rounds of push and 13 of push-pull") {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
    CHECK(rounds_to_reach_all(*build(kinds::gossip{1, false}, 10'000, seed), 27) <= 27);
    CHECK(rounds_to_reach_all(*build(kinds::gossip{1, true}, 10'000, seed), 13) <= 13);
    CHECK(rounds_to_reach_all(*build(kinds::gossip{3, false}, 10'000, seed), 13) <= 13);
  }
}

TEST_CASE("two billion gossiping nodes take no memory of their own") {
  const auto network = build(kinds::gossip{2, false}, starling::actors::nodes_max);
  const numbers told = targets(*network, 1'234'567'890);
  REQUIRE(told.size() == 2);
  CHECK(sources(*network, told[0]).size() == 2);
  const numbers heard = sources(*network, told[0]);
  CHECK(std::find(heard.begin(), heard.end(), 1'234'567'890) != heard.end());
  CHECK(network->mixing_weight({told[0]}, {1'234'567'890}, {1}) == doctest::Approx(1.0 / 3));
}

TEST_CASE("a fanout that cannot be says which can") {
  CHECK(refusal(kinds::gossip{0, false}, 10) ==
        "gossip with fanout 0 was asked for among 10 nodes: the fanout may be 1 to 9");
  CHECK(refusal(kinds::gossip{10, true}, 10) ==
        "gossip with fanout 10 was asked for among 10 nodes: the fanout may be 1 to 9");
  CHECK(refusal(kinds::gossip{9, true}, 10) == "");
  CHECK(refusal(kinds::gossip{1, false}, 1) ==
        "gossip with fanout 1 was asked for among 1 node: it needs at least 2 nodes");
}
