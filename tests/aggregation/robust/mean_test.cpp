#include "aggregation/robust/mean.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::mean;
using starling::aggregation::rule_error;

TEST_CASE("mean equals the weighted sum divided by the weights") {
  mean rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(seed, 0, 1);
    starling::messages::random_source random(seed);
    oracle::row weights(c.n, 1.0);
    if (seed % 4 != 0) {
      for (double& w : weights) w = random.uniform(0.001, 1000);
    }
    for (std::size_t i = 0; i < c.n; ++i) c.all[i].weight = weights[i];
    const auto expected = oracle::mean(cases::rows_of(c.all), weights);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, expected) < cases::float_error_max);
    CHECK(out.judgements.empty());
  }
}

TEST_CASE("mean keeps every law of a rule") {
  mean rule;
  laws::every_law(rule, 0, 1);
}

TEST_CASE("mean of equal contributions is that contribution, whatever they weigh") {
  mean rule;
  for (std::size_t n = 1; n <= 20; ++n) {
    auto all = cases::contributions_of(oracle::rows(n, oracle::row{1.0, -3.0, 0.25}));
    for (std::size_t i = 0; i < n; ++i) all[i].weight = static_cast<double>(i + 1);
    const auto out = laws::combined(rule, all, 0);
    CHECK(cases::relative_error(out.parameters, {1.0, -3.0, 0.25}) < cases::float_error_max);
    for (auto& c : all) c.weight = 7;
    CHECK(laws::combined(rule, all, 0).parameters == all[0].parameters);
  }
}

TEST_CASE("mean leaves out what has no weight") {
  mean rule;
  auto all = cases::contributions_of({{1.0}, {100.0}, {3.0}});
  all[1].weight = 0;
  all[0].score = 1;
  all[1].score = 50;
  all[2].score = 3;
  const auto out = laws::combined(rule, all, 0);
  CHECK(out.parameters.values()[0] == 2.0F);
  CHECK(out.samples.value == 20);
  CHECK(out.score == doctest::Approx(2));
  for (auto& c : all) c.weight = 0;
  const auto none = rule.combine(all, 0);
  REQUIRE_FALSE(none);
  CHECK(none.error() == rule_error::too_few_contributions);
}

TEST_CASE("mean follows one liar anywhere") {
  mean rule;
  const auto out = laws::combined(rule, cases::contributions_of({{1.0}, {1.0}, {1e9}}), 1);
  CHECK(out.parameters.values()[0] > 1e8F);
}

}  // namespace
