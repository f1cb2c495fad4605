#include "optimizers/swarm/ants/two_opt.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;

TEST_CASE("two-opt: leaves a tour that no exchange within the neighbour lists shortens") {
  messages::random_source random(31);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t n = 3 + random.below(60);
    const auto what = tests::random_cities(n, random);
    const city_map map(what, n, trial % 3 == 0 ? n : 1 + random.below(n));
    two_opt search(map);
    for (int again = 0; again < 2; ++again) {
      auto tour = tests::random_tour(n, random);
      const auto before = map.length(tour);
      search.improve(tour);
      REQUIRE(tests::is_permutation(tour, n));
      CHECK(map.length(tour) <= before);
      CHECK_FALSE(tests::two_opt_move_is_left(map, tour));
    }
  }
}

TEST_CASE("two-opt: uncrosses a tour of cities on a circle") {
  std::vector<std::pair<double, double>> places;
  constexpr int n = 40;
  for (int i = 0; i < n; ++i) {
    places.emplace_back(1e4 * std::cos(i * 6.283185 / n), 1e4 * std::sin(i * 6.283185 / n));
  }
  const tests::plane_tours what(std::move(places));
  const city_map map(what, n, n);
  two_opt search(map);
  messages::random_source random(2);
  auto tour = tests::random_tour(n, random);
  search.improve(tour);
  std::vector<city> round(n);
  std::iota(round.begin(), round.end(), city{0});
  CHECK(map.length(tour) == map.length(round));
}
