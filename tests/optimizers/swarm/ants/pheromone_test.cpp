#include "optimizers/swarm/ants/pheromone.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using doctest::Approx;
using optimizers::city;
using optimizers::city_map;
using optimizers::pheromone;

TEST_CASE("pheromone: attraction is the trail to the α times the closeness to the β") {
  const city_map map(tests::rectangle(), 4, 3);
  for (const double alpha : {0.0, 0.5, 1.0, 2.0}) {
    pheromone trails(map, alpha, 3);
    trails.fill(0.25);
    trails.refresh();
    CHECK(trails.attraction(0)[0] == 0);
    CHECK(trails.attraction(0)[1] == Approx(std::pow(0.25, alpha) / 27));
    CHECK(trails.attraction(3)[1] == Approx(std::pow(0.25, alpha) / 125));
  }
}

TEST_CASE("pheromone: cities at one place attract each other as if 0.1 apart") {
  const city_map map(tests::plane_tours({{0, 0}, {0, 0}, {9, 9}}), 3, 2);
  pheromone trails(map, 1, 2);
  trails.fill(1);
  trails.refresh();
  CHECK(trails.attraction(0)[1] == Approx(100));
}

TEST_CASE("pheromone: trails evaporate, are laid on both ways of an edge, and are limited") {
  const city_map map(tests::rectangle(), 4, 3);
  pheromone trails(map, 1, 1);
  trails.fill(8);
  trails.evaporate(0.25);
  CHECK(trails.trail(0, 2) == 6);
  trails.deposit(std::vector<city>{0, 2, 1, 3}, 5);
  for (const auto& [a, b] : {std::pair<city, city>{0, 2}, {2, 1}, {1, 3}, {3, 0}}) {
    CHECK(trails.trail(a, b) == 11);
    CHECK(trails.trail(b, a) == 11);
  }
  CHECK(trails.trail(0, 1) == 6);
  CHECK(trails.trail(3, 2) == 6);
  trails.limit(7, 10);
  CHECK(trails.trail(0, 2) == 10);
  CHECK(trails.trail(0, 1) == 7);
}

TEST_CASE("pheromone: a pull moves one edge and its attraction towards the target") {
  const city_map map(tests::rectangle(), 4, 3);
  pheromone trails(map, 1, 1);
  trails.fill(2);
  trails.refresh();
  trails.pull(2, 1, 0.25, 10);
  CHECK(trails.trail(1, 2) == 4);
  CHECK(trails.trail(2, 1) == 4);
  CHECK(trails.attraction(1)[2] == Approx(1));
  CHECK(trails.attraction(2)[1] == Approx(1));
  CHECK(trails.trail(1, 3) == 2);
}

TEST_CASE("pheromone: trails that nobody renews stay above what slows arithmetic down") {
  const city_map map(tests::rectangle(), 4, 3);
  pheromone trails(map, 1, 5);
  trails.fill(1);
  for (int i = 0; i < 5000; ++i) trails.evaporate(0.5);
  trails.refresh();
  CHECK(trails.trail(0, 1) == 1e-100);
  CHECK(std::isnormal(trails.attraction(0)[1]));
}

TEST_CASE("pheromone: branching counts all neighbours at first and two where all walk one tour") {
  messages::random_source random(4);
  const city_map map(tests::random_cities(30, random), 30, 29);
  pheromone trails(map, 1, 2);
  trails.fill(1);
  CHECK(trails.branching(map, 0.05) == 29);
  trails.deposit(tests::random_tour(30, random), 1);
  CHECK(trails.branching(map, 0.05) == 2);
  trails.deposit(tests::random_tour(30, random), 1);
  CHECK(trails.branching(map, 0.05) > 2);
}

TEST_CASE("pheromone: what was written down comes back with its attractions") {
  const city_map map(tests::rectangle(), 4, 3);
  pheromone a(map, 0.7, 2);
  a.fill(1);
  a.deposit(std::vector<city>{0, 2, 1, 3}, 0.3);
  a.refresh();
  optimizers::state written;
  a.exchange(written);
  pheromone b(map, 0.7, 2);
  optimizers::state read(written.written());
  b.exchange(read);
  CHECK_FALSE(read.broken());
  for (city i = 0; i < 4; ++i) {
    for (city j = 0; j < 4; ++j) {
      CHECK(a.trail(i, j) == b.trail(i, j));
      CHECK(a.attraction(i)[j] == b.attraction(i)[j]);
    }
  }
}
