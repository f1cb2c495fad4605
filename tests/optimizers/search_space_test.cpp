#include "optimizers/search_space.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using starling::messages::random_source;
using starling::objective::bounds;
using starling::optimizers::search_space;

namespace {

search_space box(bounds policy) {
  return {{-1, 0}, {1, 10}, policy};
}

double returned(bounds policy, std::size_t i, double x) {
  random_source random(1);
  CHECK(box(policy).bring_back(i, x, random));
  return x;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("clamping leaves a coordinate at the side where it went out") {
  CHECK(returned(bounds::clamp, 0, 1.5) == 1);
  CHECK(returned(bounds::clamp, 1, -3) == 0);
  CHECK(returned(bounds::clamp, 1, infinity) == 10);
}

TEST_CASE("reflection mirrors at each side, as often as it takes") {
  CHECK(returned(bounds::reflect, 0, 1.5) == doctest::Approx(0.5));
  CHECK(returned(bounds::reflect, 0, -1.25) == doctest::Approx(-0.75));
  CHECK(returned(bounds::reflect, 0, 4.5) == doctest::Approx(0.5));  // 1 - 3.5 = -2.5 -> 0.5
  CHECK(returned(bounds::reflect, 0, -5.5) ==
        doctest::Approx(-0.5));  // -1 + 4.5 = 3.5 -> -1.5 -> -0.5
  CHECK(returned(bounds::reflect, 1, infinity) == 10);
}

TEST_CASE("whatever leaves the box comes back into it, and what is no number is drawn anew") {
  random_source random(7);
  for (const auto policy : {bounds::clamp, bounds::reflect, bounds::resample}) {
    const auto space = box(policy);
    for (int k = 0; k < 1000; ++k) {
      double point[2];
      for (std::size_t i = 0; i < 2; ++i) {
        point[i] = random.normal() * (k % 3 == 0 ? 1e300 : 10);
        if (k % 100 == 0) point[i] = std::numeric_limits<double>::quiet_NaN();
        space.bring_back(i, point[i], random);
      }
      CHECK(space.contains(point));
    }
  }
}

TEST_CASE("a point inside is left as it is, the sides included") {
  random_source random(1);
  for (const double x : {-1.0, 0.0, 1.0}) {
    double y = x;
    CHECK_FALSE(box(bounds::resample).bring_back(0, y, random));
    CHECK(y == x);
  }
}

TEST_CASE("draws are uniform in the box") {
  random_source random(3);
  const auto space = box(bounds::clamp);
  double sum[2] = {0, 0};
  constexpr int draws = 10'000;
  for (int k = 0; k < draws; ++k) {
    double point[2];
    space.draw(point, random);
    REQUIRE(space.contains(point));
    sum[0] += point[0];
    sum[1] += point[1];
  }
  // Five standard errors of a uniform mean: 5 · width / sqrt(12 · draws).
  CHECK(std::abs(sum[0] / draws) < 5 * 2 / std::sqrt(12.0 * draws));
  CHECK(std::abs(sum[1] / draws - 5) < 5 * 10 / std::sqrt(12.0 * draws));
  CHECK(space.diagonal() == doctest::Approx(std::sqrt(104.0)));
}
