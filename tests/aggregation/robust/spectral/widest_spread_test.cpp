#include "aggregation/robust/spectral/widest_spread.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "tests/aggregation/robust/spectral/covariance.hpp"

namespace {

using starling::aggregation::widest_spread;

oracle::row distances_of(const oracle::rows& x) {
  oracle::row out;
  for (const auto& a : x) {
    for (const auto& b : x) {
      double sum = 0;
      for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(a[k] - b[k], 2);
      out.push_back(sum);
    }
  }
  return out;
}

TEST_CASE("the widest spread from distances is that of the d × d covariance") {
  int directions = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::narrow_case(seed, 2, 1, 6);
    const auto x = cases::rows_of(c.all);
    starling::messages::random_source random(seed);
    oracle::row weights(c.n);
    for (double& w : weights) w = std::max(0.0, random.uniform(-0.3, 1));
    weights[c.n / 2] = 1;
    const auto expected = oracle::widest_of(oracle::covariance(x, weights));
    const auto out = widest_spread(distances_of(x), weights);
    CHECK(out.variance == doctest::Approx(expected.variance).epsilon(1e-9));
    if (!expected.alone) continue;
    ++directions;
    const auto t = oracle::squared_projections(x, oracle::mean(x, weights), expected.direction);
    for (std::size_t i = 0; i < c.n; ++i) {
      const double due = weights[i] > 0 ? t[i] : 0.0;
      CHECK(std::abs(out.squared_projections[i] - due) < 1e-7 * (expected.variance + due));
    }
  }
  CHECK(directions > 150);
}

TEST_CASE("points without weight cost the others no digits, however far they are") {
  auto x = cases::liars_first(9, 3, 1e30);
  const oracle::row weights{0, 0, 0, 1, 1, 1, 1, 1, 1};
  const auto far = widest_spread(distances_of(x), weights);
  const auto near = widest_spread(distances_of({x.begin() + 3, x.end()}), oracle::row(6, 1.0));
  CHECK(far.variance == near.variance);
  CHECK(far.squared_projections[0] == 0);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(far.squared_projections[i + 3] == near.squared_projections[i]);
  }
}

TEST_CASE("points that are all alike do not spread") {
  const auto out = widest_spread(oracle::row(16), oracle::row(4, 1.0));
  CHECK(out.variance == 0);
  CHECK(out.squared_projections == oracle::row(4));
}

}  // namespace
