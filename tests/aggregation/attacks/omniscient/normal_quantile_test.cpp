#include "aggregation/attacks/omniscient/normal_quantile.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

namespace {

using namespace starling::aggregation;

constexpr double promised = 1e-9;

TEST_CASE("the normal quantile has the values of the tables") {
  CHECK(normal_quantile(0.5) == 0);
  CHECK(std::abs(normal_quantile(0.9) - 1.2815515655446004) < promised);
  CHECK(std::abs(normal_quantile(0.975) - 1.959963984540054) < promised);
  CHECK(std::abs(normal_quantile(0.999) - 3.090232306167813) < promised);
  CHECK(std::abs(normal_quantile(1e-9) + 5.997807015007774) < promised);
}

TEST_CASE("the probability of staying below the quantile is the one asked for") {
  for (double p = 1e-12; p < 1; p = p < 0.01 ? 10 * p : p + 0.01) {
    CAPTURE(p);
    const double z = normal_quantile(p);
    CHECK(std::abs(std::erfc(-z / std::numbers::sqrt2) / 2 / p - 1) < promised);
    CHECK(std::abs(z + normal_quantile(1 - p)) < (p < 1e-6 ? 1e-3 : promised));  // 1 - p rounds
  }
}

}  // namespace
