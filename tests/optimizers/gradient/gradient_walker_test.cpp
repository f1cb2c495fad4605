#include "optimizers/gradient/gradient_walker.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "optimizers/problems/standard_functions.hpp"

using namespace starling::optimizers;
using starling::messages::combination;
using starling::messages::round_number;
using starling::messages::tensor;
namespace strategy_options = starling::strategy;

namespace {

tensor point(std::vector<float> x) {
  return tensor(std::span<const float>(x));
}

gradient_walker walker(const strategy_options::gradient& how, const char* function, tensor start) {
  return {how, *make_function({.name = function, .dimension = start.size()}), start, 7};
}

}  // namespace

TEST_CASE("a step of SGD goes down the slope by rate times gradient") {
  auto w = walker(strategy_options::sgd{.learning_rate = 0.1F, .work = {.local_steps = 1}},
                  "sphere", point({3, -1}));
  const auto p = w.propose(round_number{1});
  CHECK(p.parameters.values()[0] == doctest::Approx(3 - 0.1 * 6));
  CHECK(p.parameters.values()[1] == doctest::Approx(-1 + 0.1 * 2));
  CHECK(p.score == 10);
  CHECK(w.parameters().values()[0] == 3);  // until it adopts
  CHECK(w.worked().value == 1);
}

TEST_CASE("Adam walks the valley of Rosenbrock to its end") {
  auto w = walker(strategy_options::adam{.learning_rate = 0.02F, .work = {.local_steps = 10}},
                  "rosenbrock", point({-1.2F, 1}));
  for (std::uint64_t r = 1; r <= 600; ++r) {
    combination mine;
    mine.parameters = w.propose(round_number{r}).parameters;
    w.adopt(mine, round_number{r});
  }
  CHECK(w.evaluate().loss < 1e-3);
}

TEST_CASE("a walker comes back into its box") {
  auto w = walker(strategy_options::sgd{.learning_rate = 10, .work = {.local_steps = 1}}, "sphere",
                  point({90, 0}));
  CHECK(w.propose(round_number{1}).parameters.values()[0] == -100);
}

TEST_CASE("all walkers of a swarm start at one point of the box") {
  const auto what = *make_function({.name = "sphere", .dimension = 5});
  CHECK(walkers_start(*what, 7) == walkers_start(*what, 7));
  CHECK_FALSE(walkers_start(*what, 7) == walkers_start(*what, 8));
  for (float x : walkers_start(*what, 7).values()) CHECK(std::abs(x) <= 100);
}

TEST_CASE("without a slope there is nothing to walk down") {
  CHECK_THROWS_AS(walker(strategy_options::sgd{}, "schwefel", point({0, 0})), std::logic_error);
}
