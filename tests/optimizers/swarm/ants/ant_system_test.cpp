#include "optimizers/swarm/ants/ant_system.hpp"

#include <doctest/doctest.h>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;
using doctest::Approx;
using options = strategy::ant_colony;

namespace {

/// Two ants are back on the rectangle: one has gone round it, one has crossed it.
struct ants_on_rectangle {
  tests::plane_tours what = tests::rectangle();
  city_map map{what, 4, 3};
  pheromone trails{map, 1, 2};
  std::vector<city_tour> built{{{0, 2, 1, 3}, 18}, {{0, 1, 2, 3}, 14}};
  city_tour best{{0, 2, 3, 1}, 16};  // Known from elsewhere: 0–2 5, 2–3 3, 3–1 5, 1–0 3.

  double at_start(const options& chosen) {
    ant_system rule(chosen, map, 2);
    rule.start(trails);
    const double trail = trails.trail(0, 1);
    CHECK(trails.attraction(0)[1] == Approx(trail / 9));
    rule.finish(trails, {built, best});
    return trail;
  }
};

}  // namespace

TEST_CASE("ant system: half evaporates and every ant deposits one over its length") {
  ants_on_rectangle a;
  const double start = a.at_start({.variant = options::variant::ant_system, .evaporation = 0.5});
  CHECK(start == Approx(2.0 / 14));
  const double left = start / 2;
  CHECK(a.trails.trail(0, 1) == Approx(left + 1.0 / 14));
  CHECK(a.trails.trail(1, 2) == Approx(left + 1.0 / 14 + 1.0 / 18));
  CHECK(a.trails.trail(2, 3) == Approx(left + 1.0 / 14));
  CHECK(a.trails.trail(3, 0) == Approx(left + 1.0 / 14 + 1.0 / 18));
  CHECK(a.trails.trail(0, 2) == Approx(left + 1.0 / 18));
  CHECK(a.trails.trail(3, 1) == Approx(left + 1.0 / 18));
  CHECK(a.trails.attraction(2)[0] == Approx((left + 1.0 / 18) / 25));
}

TEST_CASE("ant system: elitists deposit on the best so far as well") {
  ants_on_rectangle a;
  const double start =
      a.at_start({.variant = options::variant::elitist, .evaporation = 0.5, .elitists = 3});
  CHECK(start == Approx(5.0 / (0.5 * 14)));
  const double left = start / 2;
  CHECK(a.trails.trail(0, 1) == Approx(left + 1.0 / 14 + 3.0 / 16));
  CHECK(a.trails.trail(1, 2) == Approx(left + 1.0 / 14 + 1.0 / 18));
  CHECK(a.trails.trail(0, 2) == Approx(left + 1.0 / 18 + 3.0 / 16));
}

TEST_CASE(
    "ant system: by rank the best ant counts w - 1 times, the next one less, the best so far w") {
  ants_on_rectangle a;
  const double start =
      a.at_start({.variant = options::variant::rank_based, .evaporation = 0.1, .ranks = 3});
  CHECK(start == Approx(0.5 * 3 * 2 / (0.1 * 14)));
  const double left = 0.9 * start;
  CHECK(a.trails.trail(0, 1) == Approx(left + 2.0 / 14 + 3.0 / 16));
  CHECK(a.trails.trail(1, 2) == Approx(left + 2.0 / 14 + 1.0 / 18));
  CHECK(a.trails.trail(0, 2) == Approx(left + 1.0 / 18 + 3.0 / 16));
}

TEST_CASE("ant system: with two ranks one ant deposits, with more ranks than ants all do") {
  ants_on_rectangle a;
  double left =
      0.9 * a.at_start({.variant = options::variant::rank_based, .evaporation = 0.1, .ranks = 2});
  CHECK(a.trails.trail(1, 2) == Approx(left + 1.0 / 14));
  left =
      0.9 * a.at_start({.variant = options::variant::rank_based, .evaporation = 0.1, .ranks = 9});
  CHECK(a.trails.trail(1, 2) == Approx(left + 8.0 / 14 + 7.0 / 18));
}
