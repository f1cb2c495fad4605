#include "aggregation/robust/intake.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::combination_of;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("a combination's score is the weighted mean of the scores that are numbers") {
  auto all = cases::contributions_of({{1.0}, {1.0}, {1.0}, {1.0}});
  all[0].score = 2;
  all[0].weight = 3;
  all[1].score = 6;
  all[2].score = std::numeric_limits<double>::quiet_NaN();
  all[3].score = -infinity;
  CHECK(combination_of({}, all).score == doctest::Approx(3));
  CHECK(combination_of({}, all).samples.value == 40);
  const std::vector<std::size_t> used{1, 2};
  CHECK(combination_of({}, all, used).score == doctest::Approx(6));
  CHECK(combination_of({}, all, used).samples.value == 20);
}

TEST_CASE("claims of any size do not overflow a combination") {
  auto all = cases::contributions_of({{1.0}, {1.0}});
  for (auto& c : all) {
    c.samples.value = std::numeric_limits<std::uint64_t>::max() - 1;
    c.score = std::numeric_limits<double>::max();
  }
  const auto out = combination_of({}, all);
  CHECK(out.samples.value == std::numeric_limits<std::uint64_t>::max());
  CHECK(out.score == std::numeric_limits<double>::max());
}

TEST_CASE("a combination without a usable score is as bad as can be") {
  auto all = cases::contributions_of({{1.0}});
  all[0].score = infinity;
  CHECK(combination_of({}, all).score == infinity);
}

}  // namespace
