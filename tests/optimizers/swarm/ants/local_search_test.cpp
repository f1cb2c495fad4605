#include "optimizers/swarm/ants/local_search.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;
using kind = enum strategy::ant_colony::local_search;

namespace {

std::set<std::pair<city, city>> edges(std::span<const city> tour) {
  std::set<std::pair<city, city>> out;
  for (std::size_t i = 0; i < tour.size(); ++i) {
    out.insert(std::minmax({tour[i], tour[(i + 1) % tour.size()]}));
  }
  return out;
}

}  // namespace

TEST_CASE("array tour: knows who is beside whom and who is met first") {
  array_tour tour(6);
  tour.take(std::vector<city>{3, 1, 5, 0, 4, 2});
  CHECK(tour.next(2) == 3);
  CHECK(tour.previous(3) == 2);
  CHECK(tour.beside(5, true) == 0);
  CHECK(tour.beside(5, false) == 1);
  CHECK(tour.between(1, 5, 4, true));
  CHECK_FALSE(tour.between(1, 4, 5, true));
  CHECK(tour.between(4, 3, 1, true));
  CHECK(tour.between(5, 1, 4, false));
  CHECK_FALSE(tour.between(5, 4, 1, false));
  CHECK(tour.between(5, 5, 5, true));
}

TEST_CASE("array tour: an exchange takes two edges out and puts two in, in either direction") {
  messages::random_source random(12);
  for (int trial = 0; trial < 500; ++trial) {
    const std::size_t n = 4 + random.below(12);
    array_tour tour(n);
    const auto start = tests::random_tour(n, random);
    tour.take(start);
    const bool forward = random.below(2) == 0;
    const auto a = static_cast<city>(random.below(n));
    const auto c = static_cast<city>(random.below(n));
    const city b = tour.beside(a, forward);
    const city d = tour.beside(c, forward);
    if (a == c || b == c || a == d) continue;
    auto expected = edges(start);
    for (const auto& [from, to] : {std::pair{a, b}, {c, d}}) {
      expected.erase(std::minmax(from, to));
    }
    for (const auto& [from, to] : {std::pair{a, c}, {b, d}}) {
      expected.insert(std::minmax(from, to));
    }
    tour.exchange(a, b, c, d);
    CHECK(edges(tour.order()) == expected);
    for (std::size_t i = 0; i < n; ++i)
      CHECK(tour.next(tour.order()[i]) == tour.order()[(i + 1) % n]);
  }
}

TEST_CASE("local search: the options choose it") {
  const city_map map(tests::rectangle(), 4, 3);
  CHECK(make_local_search(kind::none, map) == nullptr);
  for (const auto k : {kind::two_opt, kind::three_opt}) {
    const auto search = make_local_search(k, map);
    REQUIRE(search);
    std::vector<city> tour{0, 2, 1, 3};
    search->improve(tour);
    CHECK(map.length(tour) == 14);
    std::vector<city> best{1, 2, 3, 0};
    search->improve(best);
    CHECK(best == std::vector<city>{1, 2, 3, 0});
  }
}
