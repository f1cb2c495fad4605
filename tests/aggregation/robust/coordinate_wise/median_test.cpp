#include "aggregation/robust/coordinate_wise/median.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::median;

TEST_CASE("median equals the middle of each sorted coordinate") {
  median rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, oracle::median(cases::rows_of(c.all))) <
          cases::float_error_max);
    CHECK(out.judgements.empty());
    CHECK(out.samples.value == 10 * c.n);
  }
}

TEST_CASE("median of an even number is the mean of the two middle values") {
  median rule;
  const auto all = cases::contributions_of({{1.0}, {2.0}, {4.0}, {1000.0}});
  CHECK(laws::combined(rule, all, 1).parameters.values()[0] == 3.0F);
}

TEST_CASE("median keeps every law of a rule") {
  median rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("median withstands f of 2 f + 1") {
  median rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 4);
}

}  // namespace
