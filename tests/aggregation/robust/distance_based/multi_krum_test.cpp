#include "aggregation/robust/distance_based/multi_krum.hpp"

#include <doctest/doctest.h>

#include "aggregation/robust/distance_based/krum.hpp"
#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::krum;
using starling::aggregation::multi_krum;
using starling::aggregation::refuse_illegal;
using starling::aggregation::rule_error;

TEST_CASE("multi-krum averages the m best scores") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 3);
    const oracle::rows x = cases::rows_of(c.all);
    const std::size_t most = c.n - c.f - 2;
    const std::size_t chosen = seed % 2 == 0 ? 0 : 1 + seed % most;
    const std::size_t m = chosen == 0 ? most : chosen;
    multi_krum rule({.byzantine_max = c.f, .chosen = chosen});
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, oracle::multi_krum(x, c.f, m)) <
          cases::float_error_max);
    CHECK(out.judgements.size() == c.n - m);
    CHECK(out.samples.value == 10 * m);
    const auto scores = oracle::krum_scores(x, c.f);
    oracle::row chosen_scores;
    for (const std::size_t i : oracle::best(scores, m)) chosen_scores.push_back(scores[i]);
    const double worst = *std::max_element(chosen_scores.begin(), chosen_scores.end());
    for (const auto& j : out.judgements) {
      CHECK(j.limit == doctest::Approx(worst).epsilon(1e-12));
      CHECK(j.measured == doctest::Approx(scores[j.peer.value]).epsilon(1e-12));
      CHECK(j.measured >= j.limit);
    }
  }
}

TEST_CASE("multi-krum with one chosen is krum") {
  multi_krum one({.byzantine_max = 0, .chosen = 1});
  krum rule;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto c = cases::random_case(seed, 2, 3);
    CHECK(laws::combined(one, c.all, c.f).parameters ==
          laws::combined(rule, c.all, c.f).parameters);
  }
}

TEST_CASE("multi-krum keeps every law of a rule") {
  multi_krum rule;
  laws::every_law(rule, 2, 3);
}

TEST_CASE("multi-krum withstands f of 2 f + 3") {
  multi_krum rule;
  laws::withstands(rule, 13, 5);
  laws::withstands(rule, 10, 3);
}

TEST_CASE("multi-krum refuses more chosen than n - f - 2") {
  multi_krum rule({.byzantine_max = 2, .chosen = 7});
  const auto all = cases::contributions_of(oracle::rows(11, oracle::row{1.0}));
  CHECK(rule.combine(all, 2));
  const auto refused = rule.combine(std::span(all).first(10), 2);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == rule_error::too_few_contributions);
  CHECK(refuse_illegal(rule, 10, 2) ==
        "multi_krum needs n >= 2 f + 3 and n >= f + 2 + 7 chosen: with 10 nodes the largest legal "
        "byzantine is 1, not 2");
}

}  // namespace
