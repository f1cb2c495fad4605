#include "aggregation/robust/coordinate_wise/trimmed_mean.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::trimmed_mean;

TEST_CASE("trimmed mean drops the f largest and f smallest of each coordinate") {
  trimmed_mean rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto expected = oracle::trimmed_mean(cases::rows_of(c.all), c.f);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, expected) < cases::float_error_max);
    CHECK(out.judgements.empty());
  }
}

TEST_CASE("trimmed mean keeps every law of a rule") {
  trimmed_mean rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("trimmed mean of nothing trimmed is the mean") {
  trimmed_mean rule;
  const auto c = cases::random_case(5, 2, 1);
  const oracle::rows x = cases::rows_of(c.all);
  CHECK(cases::relative_error(laws::combined(rule, c.all, 0).parameters,
                              oracle::mean(x, oracle::row(c.n, 1.0))) < cases::float_error_max);
}

TEST_CASE("trimmed mean withstands f of 2 f + 1") {
  trimmed_mean rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
}

}  // namespace
