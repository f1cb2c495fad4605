#include "optimizers/swarm/ants/max_min.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;
using doctest::Approx;
using options = strategy::ant_colony;

namespace {

struct colony {
  explicit colony(enum options::local_search search = options::local_search::none)
      : rule({.local_search = search, .evaporation = 0.1}, map) {
    rule.start(trails);
  }
  void finish(const std::vector<city_tour>& built, const city_tour& best) {
    rule.finish(trails, {built, best});
  }

  tests::plane_tours what = tests::rectangle();
  city_map map{what, 4, 3};
  pheromone trails{map, 1, 2};
  max_min rule;
};

const city_tour round_trip{{0, 1, 2, 3}, 14};
const city_tour crossed{{0, 2, 1, 3}, 18};
const city_tour turned{{0, 2, 3, 1}, 16};

}  // namespace

TEST_CASE("max-min: trails start at the upper bound, the bounds follow the best tour") {
  colony c;
  CHECK(c.trails.trail(0, 1) == Approx(1 / (0.1 * 14)));  // The nearest-neighbour tour's.
  c.finish({crossed}, crossed);
  CHECK(c.rule.trail_max() == Approx(1 / (0.1 * 18)));
  c.finish({crossed}, turned);
  CHECK(c.rule.trail_max() == Approx(1 / (0.1 * 16)));
  const double p = std::pow(0.05, 0.25);
  CHECK(c.rule.trail_min() == Approx(std::min(1.0, (1 - p) / (p * 2)) * c.rule.trail_max()));
  CHECK(colony(options::local_search::two_opt).rule.trail_min() ==
        Approx(1 / (0.1 * 14) / (2 * 4)));
}

TEST_CASE("max-min: the iteration's best deposits, at every 25th the best since the start") {
  colony c;
  c.finish({round_trip}, round_trip);
  const std::vector<city_tour> built{crossed, turned};
  // After many iterations on turned's edges alone the others lie at the lower bound.
  for (int i = 2; i <= 24; ++i) c.finish(built, round_trip);
  const double low = c.rule.trail_min();
  const double before = c.trails.trail(1, 2);
  CHECK(before == Approx(low));
  c.finish(built, round_trip);
  CHECK(c.trails.trail(1, 2) == Approx(0.9 * before + 1.0 / 14));
  CHECK(c.trails.trail(0, 2) < c.rule.trail_max());
}

TEST_CASE("max-min: where all walk one tour and nothing new is found, trails start anew") {
  // Ten cities on a line of growing gaps, so that a tour is not all there is.
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < 10; ++i) places.emplace_back(i * i, 0);
  const tests::plane_tours what(std::move(places));
  const city_map map(what, 10, 9);
  pheromone trails(map, 1, 2);
  max_min rule({.evaporation = 0.1}, map);
  rule.start(trails);
  const city_tour best = map.nearest_neighbour_tour(0);
  const std::vector<city_tour> built{best};
  int anew = 0;
  for (int i = 1; i <= 700; ++i) {
    rule.finish(trails, {built, best});
    bool all_equal = true;
    for (city b = 1; b < 10; ++b) all_equal = all_equal && trails.trail(0, b) == rule.trail_max();
    if (all_equal && i > 1) {
      ++anew;
      CHECK((i == 300 || i == 600));  // Looked at every 100, 250 after the last find.
    }
  }
  CHECK(anew == 2);
}

TEST_CASE("max-min: with a local search the best since the start deposits ever more often") {
  colony c(options::local_search::two_opt);
  c.finish({round_trip}, round_trip);
  std::vector<int> deposits;
  for (int i = 2; i <= 320; ++i) {
    const double before = c.trails.trail(1, 2);
    c.finish({turned}, round_trip);
    if (c.trails.trail(1, 2) > 0.95 * before && c.trails.trail(1, 2) > c.rule.trail_min()) {
      deposits.push_back(i);
    }
  }
  const auto within = [&](int low, int high) {
    return std::ranges::count_if(deposits, [=](int i) { return i >= low && i < high; });
  };
  CHECK(within(2, 25) == 0);
  CHECK(within(25, 75) == 10);
  CHECK(within(75, 125) == 17);
  CHECK(within(126, 250) == 62);
  CHECK(within(250, 300) == 50);
}

TEST_CASE("max-min: what was written down comes back") {
  colony a;
  const std::vector<city_tour> built{turned};
  for (int i = 0; i < 20; ++i) a.finish(built, round_trip);
  state written;
  a.trails.exchange(written);
  a.rule.exchange(written);
  colony b;
  state read(written.written());
  b.trails.exchange(read);
  b.rule.exchange(read);
  CHECK_FALSE(read.broken());
  for (int i = 0; i < 20; ++i) {
    a.finish(built, round_trip);
    b.finish(built, round_trip);
    CHECK(a.trails.trail(1, 2) == b.trails.trail(1, 2));
    CHECK(a.trails.trail(0, 2) == b.trails.trail(0, 2));
  }
}
