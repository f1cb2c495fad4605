#include "optimizers/problems/catalogue.hpp"

#include <doctest/doctest.h>

using starling::optimizers::make_objective;
namespace objective = starling::objective;

TEST_CASE("objectives by their options, or one sentence") {
  const auto made = make_objective(objective::function{.name = "ackley", .dimension = 4});
  REQUIRE(made);
  CHECK((*made)->name() == "ackley");
  CHECK((*made)->dimension() == 4);
  CHECK_FALSE(make_objective(objective::function{.name = "nothing"}));
  const auto missing = make_objective(objective::tsp{.path = "/nowhere/at.all"});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().find("/nowhere/at.all") != std::string::npos);
  CHECK_FALSE(make_objective(objective::none{}));
}
