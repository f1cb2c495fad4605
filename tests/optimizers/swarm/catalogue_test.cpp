#include "optimizers/swarm/catalogue.hpp"

#include <doctest/doctest.h>

#include "optimizers/problems/standard_functions.hpp"
#include "optimizers/problems/tour_problem.hpp"

using namespace starling::optimizers;
namespace strategy = starling::strategy;

namespace {

std::shared_ptr<const objective> sphere() {
  return *make_function({.name = "sphere", .dimension = 4});
}

std::shared_ptr<const objective> triangle() {
  tsplib_problem what;
  what.name = "triangle";
  what.cities = 3;
  what.places = {{0, 0}, {3, 0}, {0, 4}};
  return std::make_shared<const tour_problem>(std::move(what));
}

population_task task(std::shared_ptr<const objective> what) {
  population_task t;
  t.what = std::move(what);
  t.particles = 0;
  return t;
}

}  // namespace

TEST_CASE("each optimizer by its options improves what it is made for") {
  const std::vector<strategy::swarm> all = {
      strategy::pso{},
      strategy::pso{.variant = strategy::pso::variant::standard_2011},
      strategy::pso{.variant = strategy::pso::variant::fully_informed},
      strategy::firefly{},
      strategy::differential_evolution{},
      strategy::cma_es{},
      strategy::bee_colony{},
      strategy::grey_wolf{}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    const auto made = make_population(all[i], task(sphere()));
    REQUIRE(made);
    (*made)->advance();
    const double first = (*made)->best().value;
    for (int g = 0; g < 100; ++g) (*made)->advance();
    CHECK((*made)->best().value < first);
  }
  CHECK(make_population(strategy::ant_colony{}, task(triangle())));
}

TEST_CASE("ants need tours, and nobody else can walk them") {
  const auto ants = make_population(strategy::ant_colony{}, task(sphere()));
  REQUIRE_FALSE(ants);
  CHECK(ants.error().find("sphere") != std::string::npos);
  const auto particles = make_population(strategy::pso{}, task(triangle()));
  REQUIRE_FALSE(particles);
  CHECK(particles.error().find("ant_colony") != std::string::npos);
}

TEST_CASE("what a generation costs is tried out") {
  CHECK(evaluations_per_generation(strategy::pso{}, *sphere()) == 1);
  CHECK(evaluations_per_generation(strategy::pso{.work = {.particles = 17}}, *sphere()) == 17);
  CHECK(evaluations_per_generation(strategy::bee_colony{}, *sphere()) == 20);
  CHECK(evaluations_per_generation(strategy::cma_es{}, *sphere()) == 8);  // 4 + floor(3 ln 4)
  CHECK(generations_of(strategy::pso{.work = {.local_steps = 5}}) == 5);
}
