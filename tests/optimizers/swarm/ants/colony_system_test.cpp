#include "optimizers/swarm/ants/colony_system.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;
using doctest::Approx;

TEST_CASE(
    "colony system: the best deposits on its edges, and each step wears them by hand's sums") {
  const auto what = tests::rectangle();
  const city_map map(what, 4, 3);
  pheromone trails(map, 1, 2);
  colony_system rule({.evaporation = 0.1, .local_evaporation = 0.25}, map);
  CHECK(rule.wears_trails());
  rule.start(trails);
  const double start = 1.0 / (4 * 14);
  for (city a = 0; a < 4; ++a) CHECK(trails.trail(a, (a + 1) % 4) == Approx(start));
  CHECK(trails.attraction(0)[2] == Approx(start / 25));

  // Wearing a trail that is at its start leaves it there.
  rule.walked(trails, 0, 1);
  CHECK(trails.trail(0, 1) == Approx(start));

  const std::vector<city_tour> built{{{0, 2, 1, 3}, 18}};
  const city_tour best{{0, 1, 2, 3}, 14};
  rule.finish(trails, {built, best});
  const double laid = 0.9 * start + 0.1 / 14;
  CHECK(trails.trail(0, 1) == Approx(laid));
  CHECK(trails.trail(0, 3) == Approx(laid));
  CHECK(trails.trail(0, 2) == Approx(start));
  CHECK(trails.attraction(2)[1] == Approx(laid / 16));

  rule.walked(trails, 1, 0);
  const double worn = 0.75 * laid + 0.25 * start;
  CHECK(trails.trail(0, 1) == Approx(worn));
  CHECK(trails.trail(1, 0) == Approx(worn));
  CHECK(trails.attraction(0)[1] == Approx(worn / 9));
  CHECK(trails.trail(1, 2) == Approx(laid));
}
