#include "aggregation/robust/coordinate_wise/meamed.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::meamed;

TEST_CASE("meamed averages the n - f values nearest to the median of each coordinate") {
  meamed rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto x = cases::rows_of(c.all);
    const auto expected = oracle::nearest_mean(x, oracle::median(x), c.n - c.f);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, expected) < cases::float_error_max);
    CHECK(out.judgements.empty());
    CHECK(out.samples.value == 10 * c.n);
  }
}

TEST_CASE("meamed keeps every law of a rule") {
  meamed rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("meamed of two equally near values keeps the smaller one") {
  meamed rule;
  const auto out = laws::combined(rule, cases::contributions_of({{1}, {4}, {7}}), 1);
  CHECK(out.parameters == cases::tensor_of({2.5}));
}

TEST_CASE("meamed lets f of 2 f + 1 pull it no further than the honest ones reach") {
  meamed rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
}

}  // namespace
