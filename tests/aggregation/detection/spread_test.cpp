#include "aggregation/detection/spread.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "messages/types/random.hpp"

using starling::aggregation::spread_of;

TEST_CASE("the spread is the median and the scaled median distance to it") {
  CHECK(spread_of({7}).centre == 7);
  CHECK(spread_of({7}).deviation == 0);
  CHECK(spread_of({4, 1, 2, 3}).centre == 2.5);
  // |x - 3| is 2, 1, 0, 1, 97.
  CHECK(spread_of({1, 2, 3, 4, 100}).centre == 3);
  CHECK(spread_of({1, 2, 3, 4, 100}).deviation == doctest::Approx(1.4826));
}

TEST_CASE("of normal values the spread is the mean and the standard deviation") {
  starling::messages::random_source random(7);
  std::vector<double> values(20'000);
  for (double& v : values) v = 3 + 2 * random.normal();
  const auto clean = spread_of(values);
  // Five standard errors of a median of 20,000: 5 · 1.25 · 2 / 141.
  CHECK(std::abs(clean.centre - 3) < 0.09);
  CHECK(std::abs(clean.deviation - 2) < 0.12);
  std::fill_n(values.begin(), 8'000, 1e300);
  CHECK(spread_of(values).centre < 6);
  CHECK(spread_of(values).deviation < 10);
}
