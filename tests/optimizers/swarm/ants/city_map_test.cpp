#include "optimizers/swarm/ants/city_map.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using optimizers::city;
using optimizers::city_map;

TEST_CASE("city map: distances are those of the problem, neighbours the nearest") {
  messages::random_source random(3);
  for (std::size_t n = 2; n < 40; n += 3) {
    const auto what = tests::random_cities(n, random);
    const city_map map(what, n, 7);
    for (city a = 0; a < n; ++a) {
      std::vector<std::pair<std::int64_t, city>> others;
      for (city b = 0; b < n; ++b) {
        CHECK(map.distance(a, b) == (a == b ? 0 : what.distance(a, b)));
        if (a != b) others.emplace_back(what.distance(a, b), b);
      }
      std::ranges::sort(others);
      REQUIRE(map.neighbours(a).size() == std::min<std::size_t>(7, n - 1));
      for (std::size_t k = 0; k < map.neighbours(a).size(); ++k) {
        CHECK(map.neighbours(a)[k] == others[k].second);
      }
    }
  }
}

TEST_CASE("city map: the nearest-neighbour tour goes round the rectangle") {
  const city_map map(tests::rectangle(), 4, 20);
  const auto tour = map.nearest_neighbour_tour(2);
  CHECK(tour.cities == std::vector<city>{2, 3, 0, 1});
  CHECK(tour.length == 14);
  CHECK(tour.known());
  CHECK(map.length(std::vector<city>{0, 2, 1, 3}) == 18);
  CHECK_FALSE(optimizers::city_tour{}.known());
}
