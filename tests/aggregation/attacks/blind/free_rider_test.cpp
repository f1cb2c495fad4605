#include "aggregation/attacks/blind/free_rider.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("a free rider sends back what it was given") {
  const tensor base = cases::tensor_of({1, 2, 3});
  CHECK(free_rider({}).forge(cases::known(tensor(3), base, 7)) == base);
  CHECK(free_rider({}).forge(cases::known(cases::tensor_of({4, 5}), {}, 7)) == tensor(2));
}

TEST_CASE("a free rider hides in noise of the deviation asked for, its own each time") {
  constexpr std::size_t d = 100'000;
  const free_rider attack({.scale = 0.5});
  const tensor forged = *attack.forge(cases::known(tensor(d), {}, 7));
  double squares = 0;
  for (const float v : forged.values()) squares += double{v} * double{v};
  CHECK(std::abs(squares / d - 0.25) < 5 * 0.25 * std::sqrt(2.0 / d));  // five standard errors
  CHECK_FALSE(forged == *attack.forge(cases::known(tensor(d), {}, 8)));
}

}  // namespace
