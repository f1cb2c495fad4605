#include "optimizers/swarm/ants/tour_builder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;

namespace {

pheromone even(const city_map& map, double trail = 1) {
  pheromone out(map, 1, 2);
  out.fill(trail);
  out.refresh();
  return out;
}

ant_walk after(std::size_t cities, std::initializer_list<city> path) {
  ant_walk walk(cities);
  walk.begin(*path.begin());
  for (const city* c = path.begin() + 1; c != path.end(); ++c) walk.go(*c);
  return walk;
}

}  // namespace

TEST_CASE("ant walk: knows its path, what is left and what is open, over and over") {
  messages::random_source random(8);
  ant_walk walk(9);
  for (int trial = 0; trial < 50; ++trial) {
    const auto tour = tests::random_tour(9, random);
    walk.begin(tour[0]);
    for (std::size_t i = 1;; ++i) {
      CHECK(walk.here() == tour[i - 1]);
      std::vector<city> left(walk.left().begin(), walk.left().end());
      std::vector<city> expected(tour.begin() + static_cast<std::ptrdiff_t>(i), tour.end());
      std::ranges::sort(left);
      std::ranges::sort(expected);
      CHECK(left == expected);
      for (city c = 0; c < 9; ++c) {
        CHECK(walk.open()[c] == (std::ranges::find(expected, c) != expected.end() ? 1 : 0));
      }
      if (i == 9) break;
      walk.go(tour[i]);
    }
    CHECK(walk.done());
    CHECK(walk.path() == tour);
  }
}

TEST_CASE("tour builder: cities are drawn in proportion to trail times closeness squared") {
  const auto what = tests::rectangle();
  const city_map map(what, 4, 3);
  pheromone trails = even(map);
  trails.pull(0, 2, 1, 4);  // From 0: 1/9 to 1, 4/25 to 2, 1/16 to 3.
  tour_builder builder(map, trails, 0);
  messages::random_source random(9);
  constexpr int draws = 20'000;
  std::array<int, 4> count{};
  for (int i = 0; i < draws; ++i) ++count[builder.next(after(4, {0}), random)];
  const std::array weights{0.0, 1.0 / 9, 4.0 / 25, 1.0 / 16};
  const double total = weights[1] + weights[2] + weights[3];
  for (std::size_t c = 0; c < 4; ++c) {
    const double p = weights[c] / total;
    // Five standard deviations of a binomial.
    CHECK(std::abs(count[c] - draws * p) <= 5 * std::sqrt(draws * p * (1 - p)));
  }
}

TEST_CASE("tour builder: one who exploits goes to the most attractive city, the others draw") {
  const city_map map(tests::rectangle(), 4, 3);
  pheromone trails = even(map);
  messages::random_source random(1);
  tour_builder greedy(map, trails, 1);
  for (int i = 0; i < 100; ++i) CHECK(greedy.next(after(4, {0}), random) == 1);
  trails.pull(0, 2, 1, 4);
  for (int i = 0; i < 100; ++i) CHECK(greedy.next(after(4, {0}), random) == 2);
  tour_builder half(map, trails, 0.5);
  int best = 0;
  constexpr int draws = 10'000;
  for (int i = 0; i < draws; ++i) best += half.next(after(4, {0}), random) == 2 ? 1 : 0;
  const double p = 0.5 + 0.5 * (4.0 / 25) / (1.0 / 9 + 4.0 / 25 + 1.0 / 16);
  CHECK(std::abs(best - draws * p) <= 5 * std::sqrt(draws * p * (1 - p)));
}

TEST_CASE("tour builder: with its nearest cities all visited an ant goes to the best of the rest") {
  // On a line: 0's two nearest are 1 and 2.
  const tests::plane_tours what({{0, 0}, {1, 0}, {2, 0}, {5, 0}, {-4, 0}, {9, 0}});
  const city_map map(what, 6, 2);
  pheromone trails = even(map);
  messages::random_source random(2);
  const auto walk = after(6, {1, 2, 0});
  for (const double exploitation : {0.0, 1.0}) {
    tour_builder builder(map, trails, exploitation);
    CHECK(builder.next(walk, random) == 4);
  }
  trails.pull(0, 5, 1, 1000);
  CHECK(tour_builder(map, trails, 0).next(walk, random) == 5);
}

TEST_CASE("tour builder: the last city costs no draw") {
  const city_map map(tests::rectangle(), 4, 3);
  const pheromone trails = even(map);
  messages::random_source a(3);
  messages::random_source b(3);
  CHECK(tour_builder(map, trails, 0.5).next(after(4, {0, 1, 3}), a) == 2);
  CHECK(a() == b());
}

TEST_CASE("tour builder: whatever the trails are, an ant goes to a city that is left") {
  messages::random_source random(6);
  const auto what = tests::random_cities(12, random);
  const city_map map(what, 12, 4);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double trail : {0.0, 1e-320, 1e300, infinity, -1.0, std::nan("")}) {
    const pheromone trails = even(map, trail);
    for (const double exploitation : {0.0, 0.5, 1.0}) {
      tour_builder builder(map, trails, exploitation);
      ant_walk walk(12);
      walk.begin(static_cast<city>(random.below(12)));
      while (!walk.done()) {
        const city c = builder.next(walk, random);
        REQUIRE(std::ranges::find(walk.left(), c) != walk.left().end());
        walk.go(c);
      }
      CHECK(tests::is_permutation(walk.path(), 12));
    }
  }
}
