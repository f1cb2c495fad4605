#include "actors/topology/regular.hpp"

#include <cstdlib>
#include <map>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;

TEST_CASE("every legal degree of up to 32 nodes gives a graph of that degree, others are refused") {
  for (std::size_t n = 2; n <= 32; ++n) {
    for (std::size_t degree = 0; degree <= n + 1; ++degree) {
      INFO(n << " nodes of degree " << degree);
      const bool legal = n == 2 ? degree == 1 : degree >= 2 && degree < n && n * degree % 2 == 0;
      for (std::uint64_t seed = 0; seed < 5 && legal; ++seed) {
        const auto network = build(kinds::regular{degree}, n, seed);
        for (std::uint32_t i = 0; i < n; ++i) CHECK(targets(*network, i).size() == degree);
      }
      if (!legal) CHECK(refusal(kinds::regular{degree}, n) != "");
    }
  }
}

TEST_CASE("degree two is one cycle through all nodes") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto network = build(kinds::regular{2}, 1000, seed);
    std::uint32_t before = 0;
    std::uint32_t at = targets(*network, 0)[0];
    std::size_t length = 1;
    for (; at != 0 && length <= 1000; ++length) {
      const numbers around = targets(*network, at);
      const std::uint32_t next = around[0] == before ? around[1] : around[0];
      before = at;
      at = next;
    }
    CHECK(length == 1000);
  }
}

TEST_CASE("all seventy cubic graphs on six labelled nodes come about equally often") {
  std::map<std::vector<numbers>, int> seen;
  constexpr int draws = 7000;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const auto network = build(kinds::regular{3}, 6, seed);
    std::vector<numbers> rows;
    for (std::uint32_t i = 0; i < 6; ++i) rows.push_back(targets(*network, i));
    ++seen[rows];
  }
  // 60 prisms and 10 complete bipartite ones.
  CHECK(seen.size() == 70);
  for (const auto& [graph, count] : seen) CHECK(std::abs(count - 100) < 50);  // 5 deviations.
}

TEST_CASE("a million nodes of degree four are drawn with all their edges") {
  const auto network = build(kinds::regular{4}, 1'000'000);
  bool right = true;
  for (std::uint32_t i = 0; i < 1'000'000; ++i) {
    std::vector<node_id> around;
    network->targets({i}, {1}, around);
    right = right && around.size() == 4 && network->links({i}) == 4;
  }
  CHECK(right);
}

TEST_CASE("a degree that cannot be says which can") {
  CHECK(refusal(kinds::regular{3}, 5) ==
        "a regular graph of degree 3 was asked for with 5 nodes: nodes x degree must be even, so "
        "take "
        "degree 2 or 4, or 6 nodes");
  CHECK(refusal(kinds::regular{10}, 10) ==
        "a regular graph of degree 10 was asked for with 10 nodes: the degree may be 2 to 9");
  CHECK(
      refusal(kinds::regular{1}, 9) ==
      "a regular graph of degree 1 was asked for with 9 nodes: the degree may be 2 to 8, if even");
  CHECK(refusal(kinds::regular{2}, 2) ==
        "a regular graph of degree 2 was asked for with 2 nodes: with 2 nodes the degree can only "
        "be 1");
  CHECK(refusal(kinds::regular{4}, 1'000'000'000) ==
        "a regular graph of degree 4 was asked for with 1000000000 nodes: nodes x degree may be at "
        "most 200000000");
}
