#include "aggregation/attacks/displacement.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::displaced;
using starling::aggregation::finite;
using starling::aggregation::noisy;

TEST_CASE("displaced goes scale times the way from base to honest") {
  const auto base = cases::tensor_of({1, 2, 3});
  const auto honest = cases::tensor_of({2, 0, 3});
  CHECK(displaced(base, honest, 3) == cases::tensor_of({4, -4, 3}));
  CHECK(displaced(base, honest, 1) == honest);
  CHECK(displaced(base, honest, 0) == base);
  CHECK(displaced({}, honest, -2) == cases::tensor_of({-4, 0, -6}));
}

TEST_CASE("displaced stays finite") {
  const auto forged = displaced(cases::tensor_of({-3e38}), cases::tensor_of({3e38}), 1e300);
  CHECK(forged.values()[0] == std::numeric_limits<float>::max());
  CHECK(finite(std::numeric_limits<double>::quiet_NaN()) == 0);
  CHECK(finite(-1e300) == -std::numeric_limits<float>::max());
}

TEST_CASE("noise of no scale leaves the centre, and noise stays finite") {
  const auto centre = cases::tensor_of({1, 2, 3});
  CHECK(noisy(centre, 3, 0, 7) == centre);
  CHECK(noisy({}, 3, 0, 7) == starling::messages::tensor(3));
  CHECK_FALSE(noisy(centre, 3, 1, 7) == noisy(centre, 3, 1, 8));
  CHECK(noisy(centre, 3, 1e300, 7).all_finite());
}

}  // namespace
