#include "optimizers/swarm/ants/trail_rule.hpp"

#include <doctest/doctest.h>

#include "optimizers/swarm/ants/ant_system.hpp"
#include "optimizers/swarm/ants/colony_system.hpp"
#include "optimizers/swarm/ants/max_min.hpp"
#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;
using options = strategy::ant_colony;

TEST_CASE("trail rule: the variant chooses it") {
  const auto what = tests::rectangle();
  const city_map map(what, 4, 3);
  const auto made = [&map](auto variant) {
    return make_trail_rule({.variant = variant, .evaporation = 0.1, .elitists = 1}, map, 4);
  };
  for (const auto v :
       {options::variant::ant_system, options::variant::elitist, options::variant::rank_based}) {
    CHECK(dynamic_cast<ant_system*>(made(v).get()) != nullptr);
  }
  CHECK(dynamic_cast<max_min*>(made(options::variant::max_min).get()) != nullptr);
  CHECK(dynamic_cast<colony_system*>(made(options::variant::colony_system).get()) != nullptr);
}

TEST_CASE("trail rule: a deposit is one over the length, also where that is 0") {
  CHECK(deposit_of({{0, 1, 2}, 4}) == 0.25);
  CHECK(deposit_of({{0, 1, 2}, 0}) == 1);
}

TEST_CASE("trail rule: the first of the shortest is the shortest") {
  const std::vector<city_tour> tours{{{0, 1, 2}, 5}, {{1, 0, 2}, 4}, {{2, 0, 1}, 4}};
  CHECK(&shortest(tours) == &tours[1]);
}

TEST_CASE(
    "trail rule: a tour comes back as written, an impossible one unknown, its length measured") {
  const auto what = tests::rectangle();
  const city_map map(what, 4, 3);
  const auto restored = [&map](city_tour tour) {
    state written;
    exchange(written, tour, map);
    state read(written.written());
    city_tour out;
    exchange(read, out, map);
    CHECK_FALSE(read.broken());
    return out;
  };
  auto tour = restored({{0, 2, 1, 3}, 18});
  CHECK(tour.cities == std::vector<city>{0, 2, 1, 3});
  CHECK(tour.length == 18);
  CHECK(restored({{0, 1, 2, 3}, -7}).length == 14);
  CHECK_FALSE(restored({{0, 1, 2, 2}, 14}).known());
  CHECK_FALSE(restored({{0, 1, 2, 4}, 14}).known());
  CHECK_FALSE(restored({}).known());
}
