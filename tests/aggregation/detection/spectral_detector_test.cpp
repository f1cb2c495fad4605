#include "aggregation/detection/spectral_detector.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/detection/rounds.hpp"

using starling::aggregation::spectral_detector;

TEST_CASE("the spectral detector measures along the direction of most variance, as defined") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    // Rows along a known direction, so far apart that the noise beside it does not turn it.
    starling::messages::random_source random(seed);
    const std::size_t n = 5 + random.below(20);
    const std::size_t d = 1 + random.below(30);
    oracle::row direction(d);
    for (double& v : direction) v = random.normal();
    double squared = 0;
    for (const double v : direction) squared += v * v;
    oracle::row along;
    oracle::rows x;
    for (std::size_t i = 0; i < n; ++i) {
      along.push_back(random.normal() * 1000);
      oracle::row one;
      for (const double v : direction) one.push_back(along.back() * v);
      x.push_back(one);
    }
    oracle::row sorted = along;
    std::sort(sorted.begin(), sorted.end());
    const double centre = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    for (double& v : sorted) v = std::abs(v - centre);
    std::sort(sorted.begin(), sorted.end());
    const double deviation = 1.4826 * (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    // One look: f is 1.
    const auto found = suspicious::examine(spectral_detector(), cases::contributions_of(x), 1);
    for (std::size_t i = 0; i < n; ++i) {
      const double measured = std::pow(along[i] - centre, 2) * squared;
      // Rows are floats: a difference of two is off by 1e-7 of the larger, squared twice that.
      CHECK(std::abs(found[i].measured - measured) < 1e-6 * (measured + 1e6 * squared));
      CHECK(found[i].limit == doctest::Approx(std::pow(5 * deviation, 2) * squared).epsilon(1e-4));
    }
  }
}

TEST_CASE("liars that hide behind greater ones are found at the second look") {
  oracle::rows x = suspicious::boosted(3, 12, 0, 20, 0);
  for (double& v : x[10]) v += 1e6;
  for (std::size_t k = 0; k < 20; ++k) x[11][k] += k % 2 == 0 ? 1e3 : -1e3;
  const auto all = cases::contributions_of(x);
  const auto first = suspicious::flags(suspicious::examine(spectral_detector(), all, 1));
  CHECK(first[10]);
  const auto second = suspicious::flags(suspicious::examine(spectral_detector(), all, 2));
  CHECK(second[10]);
  CHECK(second[11]);
  CHECK(std::count(second.begin(), second.end(), true) == 2);
}
