#include "aggregation/detection/distance_detector.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/detection/rounds.hpp"

namespace {

double median(oracle::row v) {
  std::sort(v.begin(), v.end());
  return (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
}

double length(const oracle::row& a, const oracle::row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return std::sqrt(sum);
}

}  // namespace

TEST_CASE("the distance detector measures the median distance to the others, as defined") {
  const starling::aggregation::distance_detector detector;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 4);
    const auto x = cases::rows_of(c.all);
    oracle::row measured;
    for (std::size_t i = 0; i < x.size(); ++i) {
      oracle::row others;
      for (std::size_t j = 0; j < x.size(); ++j) {
        if (j != i) others.push_back(length(x[i], x[j]));
      }
      measured.push_back(median(others));
    }
    const double centre = median(measured);
    oracle::row off;
    for (const double m : measured) off.push_back(std::abs(m - centre));
    const double limit = centre + 5 * std::max(1.4826 * median(off), 0.05 * centre);
    const auto found = suspicious::examine(detector, c.all, c.f);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(found[i].measured == doctest::Approx(measured[i]).epsilon(1e-6));
      CHECK(found[i].limit == doctest::Approx(limit).epsilon(1e-6));
    }
  }
}
