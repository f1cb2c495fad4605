#include "optimizers/swarm/ants/three_opt.hpp"

#include <doctest/doctest.h>

#include "optimizers/swarm/ants/two_opt.hpp"
#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;

namespace {

/// The shortest that taking three edges out and joining the pieces in any way gives.
std::int64_t shortest_by_three(const city_map& map, const std::vector<city>& tour) {
  using piece = std::vector<city>;
  const auto at = [&](std::size_t i) { return tour.begin() + static_cast<std::ptrdiff_t>(i); };
  std::int64_t best = map.length(tour);
  for (std::size_t i = 1; i < tour.size(); ++i) {
    for (std::size_t j = i + 1; j < tour.size(); ++j) {
      const piece rest(tour.begin(), at(i));
      for (std::size_t k = j + 1; k <= tour.size(); ++k) {
        piece one(at(i), at(j));
        piece two(at(j), at(k));
        for (int turns = 0; turns < 8; ++turns) {
          std::ranges::reverse(turns % 2 == 0 ? one : two);
          piece whole = rest;
          const piece& first = turns < 4 ? one : two;
          const piece& second = turns < 4 ? two : one;
          whole.insert(whole.end(), first.begin(), first.end());
          whole.insert(whole.end(), second.begin(), second.end());
          whole.insert(whole.end(), at(k), tour.end());
          best = std::min(best, map.length(whole));
        }
      }
    }
  }
  return best;
}

}  // namespace

TEST_CASE("three-opt: with all cities as neighbours no exchange of three edges is left") {
  messages::random_source random(41);
  for (int trial = 0; trial < 150; ++trial) {
    const std::size_t n = 3 + random.below(12);
    const auto what = tests::random_cities(n, random);
    const city_map map(what, n, n);
    three_opt search(map);
    auto tour = tests::random_tour(n, random);
    const auto before = map.length(tour);
    search.improve(tour);
    REQUIRE(tests::is_permutation(tour, n));
    CHECK(map.length(tour) <= before);
    CHECK(map.length(tour) == shortest_by_three(map, tour));
  }
}

TEST_CASE("three-opt: leaves no exchange of two edges within the neighbour lists") {
  messages::random_source random(43);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 3 + random.below(60);
    const auto what = tests::random_cities(n, random);
    const city_map map(what, n, trial % 3 == 0 ? n : 1 + random.below(n));
    three_opt search(map);
    for (int again = 0; again < 2; ++again) {
      auto tour = tests::random_tour(n, random);
      search.improve(tour);
      REQUIRE(tests::is_permutation(tour, n));
      CHECK_FALSE(tests::two_opt_move_is_left(map, tour));
    }
  }
}

TEST_CASE("three-opt: gives shorter tours than two-opt") {
  messages::random_source random(47);
  std::int64_t by_two = 0;
  std::int64_t by_three = 0;
  for (int trial = 0; trial < 30; ++trial) {
    const auto what = tests::random_cities(100, random);
    const city_map map(what, 100, 20);
    auto tour = tests::random_tour(100, random);
    auto same = tour;
    two_opt(map).improve(tour);
    three_opt(map).improve(same);
    by_two += map.length(tour);
    by_three += map.length(same);
  }
  CHECK(by_three < by_two);
}
