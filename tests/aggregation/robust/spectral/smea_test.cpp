#include "aggregation/robust/spectral/smea.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/robust/spectral/covariance.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using starling::aggregation::refuse_illegal;
using starling::aggregation::rule_error;
using starling::aggregation::smea;
using starling::messages::node_id;
using starling::messages::refusal;

/// At most 11 rows, so that all subsets are few.
cases::seeded small_case(std::uint64_t seed) {
  auto c = cases::narrow_case(seed, 2, 1, 4);
  c.f = seed % 4;
  c.n = std::min(c.n, 2 * c.f + 1 + seed % 5);
  while (c.all.size() < 2 * c.f + 1) {
    c.all.push_back(c.all[c.all.size() / 2]);
    c.all.back().sender.value = static_cast<std::uint32_t>(c.all.size() - 1);
  }
  c.n = std::max(c.n, 2 * c.f + 1);
  c.all.resize(c.n);
  return c;
}

double top_eigenvalue(const oracle::rows& x, const oracle::row& kept) {
  return oracle::widest_of(oracle::covariance(x, kept)).variance;
}

/// The smallest top eigenvalue over all subsets of n - f.
double least_of_all(const oracle::rows& x, std::size_t f) {
  double least = std::numeric_limits<double>::infinity();
  oracle::row kept(x.size(), 1.0);
  std::fill_n(kept.begin(), f, 0.0);
  do {
    least = std::min(least, top_eigenvalue(x, kept));
  } while (std::next_permutation(kept.begin(), kept.end()));
  return least;
}

TEST_CASE("smea is the mean of a subset of n - f with the smallest top eigenvalue of all") {
  smea rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = small_case(seed);
    const auto x = cases::rows_of(c.all);
    const auto out = laws::combined(rule, c.all, c.f);
    REQUIRE(out.judgements.size() == c.f);
    oracle::row kept(c.n, 1.0);
    for (const auto& j : out.judgements) kept[j.peer.value] = 0;
    const double least = least_of_all(x, c.f);
    CHECK(top_eigenvalue(x, kept) <= least * (1 + 1e-9) + 1e-14);
    CHECK(cases::relative_error(out.parameters, oracle::mean(x, kept)) < cases::float_error_max);
    for (const auto& j : out.judgements) {
      CHECK(j.why == refusal::outvoted);
      CHECK(j.limit == doctest::Approx(least).epsilon(1e-9));
      CHECK(j.measured >= j.limit * (1 - 1e-12));
    }
  }
}

TEST_CASE("of subsets that are equally good smea keeps the first") {
  smea rule;
  const auto line = laws::combined(rule, cases::contributions_of({{1.0}, {2.0}, {3.0}, {4.0}}), 1);
  CHECK(line.parameters == cases::tensor_of({2.0}));
  REQUIRE(line.judgements.size() == 1);
  CHECK(line.judgements[0].peer == node_id{3});
  const auto alike = laws::combined(rule, cases::contributions_of(oracle::rows(9, {1.0, 7.0})), 4);
  REQUIRE(alike.judgements.size() == 4);
  CHECK(alike.judgements[0].peer == node_id{5});
}

TEST_CASE("smea gives what was published, and what the definition gives") {
  if (const auto file = outside::vectors("published.json")) {
    smea rule;
    const auto x = file->at("X").get<oracle::rows>();
    const auto expected = outside::named(file->at("aggregators"), "SMEA").at("expected");
    CHECK(laws::combined(rule, cases::contributions_of(x), 1).parameters ==
          cases::tensor_of(expected.get<oracle::row>()));
  }
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  int compared = 0;
  for (const auto& c : file->at("cases")) {
    const auto& outputs = c.at("outputs");
    if (!outputs.contains("definition.SMEA_exact")) continue;
    smea rule;
    const auto out = laws::combined(rule, cases::contributions_of(c.at("X").get<oracle::rows>()),
                                    c.at("f").get<std::size_t>());
    const auto expected = outputs.at("definition.SMEA_exact").at("definition").get<oracle::row>();
    CHECK(cases::relative_error(out.parameters, expected) < cases::float_error_max);
    ++compared;
  }
  CHECK(compared >= 2);
}

TEST_CASE("smea keeps exactly the honest ones when f liars are far away") {
  smea rule;
  for (const double lie : {1e3, 1e10, 1e30, 1e37}) {
    const auto x = cases::liars_first(13, 5, lie);
    const auto out = laws::combined(rule, cases::contributions_of(x), 5);
    oracle::row honest(13, 1.0);
    std::fill_n(honest.begin(), 5, 0.0);
    CHECK(cases::relative_error(out.parameters, oracle::mean(x, honest)) < cases::float_error_max);
    REQUIRE(out.judgements.size() == 5);
    CHECK(out.judgements[4].peer == node_id{4});
  }
}

TEST_CASE("smea refuses what takes too long at start, and says which f would not") {
  smea rule;
  CHECK_FALSE(rule.too_costly(20, 7));  // 77 520
  CHECK(rule.too_costly(20, 8));        // 125 970
  CHECK_FALSE(rule.too_costly(50, 3));
  CHECK_FALSE(rule.too_costly(200, 1));
  CHECK(rule.too_costly(400, 1));
  CHECK_FALSE(rule.too_costly(100'000, 0));
  CHECK(rule.too_costly(100'000'000, 50'000'000));
  CHECK(refuse_illegal(rule, 50, 10) ==
        "smea needs n >= 2 f + 1 and few ways to leave out f (at most 100000, and 3e9 / n^3): with "
        "50 nodes the largest "
        "legal byzantine is 3, not 10");
  const auto all = cases::contributions_of(oracle::rows(50, oracle::row{1.0}));
  const auto refused = rule.combine(all, 10);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == rule_error::too_costly);
}

TEST_CASE("smea keeps every law of a rule") {
  smea rule;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    const auto c = small_case(seed);
    laws::order_of_arrival_does_not_matter(rule, c);
    laws::moves_and_scales_with_its_input(rule, c);
    laws::leaves_its_input_alone(rule, c);
  }
  for (std::size_t f = 0; f < 4; ++f) laws::refuses_other_shapes_and_too_few(rule, f);
  laws::stays_finite(rule, 1);
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
}

}  // namespace
