#include "aggregation/robust/coordinate_wise/phocas.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::phocas;

TEST_CASE("phocas averages the n - f values nearest to the trimmed mean of each coordinate") {
  phocas rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto x = cases::rows_of(c.all);
    const auto expected = oracle::nearest_mean(x, oracle::trimmed_mean(x, c.f), c.n - c.f);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, expected) < cases::float_error_max);
    CHECK(out.judgements.empty());
    CHECK(out.samples.value == 10 * c.n);
  }
}

TEST_CASE("phocas keeps every law of a rule") {
  phocas rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("phocas and meamed part where the values are skewed") {
  // Median 1, trimmed mean (1 + 1 + 6) / 3: which of 0 and 6 is farther changes.
  phocas rule;
  const auto all = cases::contributions_of({{0}, {1}, {1}, {5}, {100}});
  CHECK(laws::combined(rule, all, 1).parameters == cases::tensor_of({1.75}));
  const auto skewed = cases::contributions_of({{-3}, {1}, {1}, {6}, {6}});
  CHECK(laws::combined(rule, skewed, 1).parameters == cases::tensor_of({3.5}));
}

TEST_CASE("phocas lets f of 2 f + 1 pull it no further than the honest ones reach") {
  phocas rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
}

}  // namespace
