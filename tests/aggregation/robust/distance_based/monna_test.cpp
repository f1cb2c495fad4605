#include "aggregation/robust/distance_based/monna.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using starling::aggregation::monna;
using starling::aggregation::round_context;
using starling::aggregation::rule_error;
using starling::messages::combination;
using starling::messages::node_id;

oracle::row distances_to(const oracle::rows& x, std::size_t trusted) {
  oracle::row all;
  for (const auto& r : x) {
    double sum = 0;
    for (std::size_t k = 0; k < r.size(); ++k) sum += std::pow(r[k] - x[trusted][k], 2);
    all.push_back(std::sqrt(sum));
  }
  return all;
}

oracle::row nearest_mean(const oracle::rows& x, std::size_t f, std::size_t trusted) {
  oracle::rows chosen;
  for (const auto i : oracle::best(distances_to(x, trusted), x.size() - f)) chosen.push_back(x[i]);
  return oracle::mean(chosen, oracle::row(chosen.size(), 1.0));
}

combination combined(const cases::contributions& all, std::size_t f, std::uint32_t trusted) {
  monna rule;
  round_context context;
  context.byzantine = f;
  context.trusted = node_id{trusted};
  auto out = rule.combine(all, context);
  REQUIRE(out);
  return std::move(out).value();
}

TEST_CASE("monna averages the n - f nearest to the trusted one, ties to the lowest index") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto x = cases::rows_of(c.all);
    const std::size_t trusted = seed % c.n;
    const auto out = combined(c.all, c.f, static_cast<std::uint32_t>(trusted));
    CHECK(cases::relative_error(out.parameters, nearest_mean(x, c.f, trusted)) <
          cases::float_error_max);
    REQUIRE(out.judgements.size() == c.f);
    const auto away = distances_to(x, trusted);
    for (const auto& j : out.judgements) {
      CHECK(j.measured == doctest::Approx(away[j.peer.value]));
      CHECK(j.measured >= j.limit);
    }
  }
}

TEST_CASE("monna believes the trusted one before its copies") {
  const auto out = combined(cases::contributions_of({{1.0}, {1.0}, {1.0}}), 1, 2);
  REQUIRE(out.judgements.size() == 1);
  CHECK(out.judgements[0].peer == node_id{1});
}

TEST_CASE("monna keeps every law of a rule") {
  monna rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("monna withstands f of 2 f + 1") {
  monna rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
}

TEST_CASE("monna refuses without a trusted proposal, or when that one is not finite") {
  monna rule;
  auto all = cases::contributions_of(oracle::rows(5, oracle::row{1.0}));
  const auto nobody = rule.combine(all, 1);
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error() == rule_error::nobody_trusted);
  all[3].parameters.mutate()[0] = std::numeric_limits<float>::quiet_NaN();
  round_context context;
  context.byzantine = 1;
  context.trusted = node_id{3};
  const auto lost = rule.combine(all, context);
  REQUIRE_FALSE(lost);
  CHECK(lost.error() == rule_error::nobody_trusted);
}

TEST_CASE("published vectors: monna") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto x = file->at("X").get<oracle::rows>();
  const auto& published = outside::named(file->at("aggregators"), "MoNNA");
  CHECK(cases::relative_error(combined(cases::contributions_of(x), 1, 1).parameters,
                              published.at("expected").get<oracle::row>()) <
        cases::float_error_max);
}

TEST_CASE("recomputed vectors: monna") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  for (const auto& c : file->at("cases")) {
    const auto all = cases::contributions_of(c.at("X").get<oracle::rows>());
    const auto& expected = c.at("outputs").at("byzfl.MoNNA");
    const auto trusted = expected.at("params").at("idx").get<std::uint32_t>();
    CHECK(cases::relative_error(combined(all, c.at("f").get<std::size_t>(), trusted).parameters,
                                expected.at("peer").get<oracle::row>()) < cases::float_error_max);
  }
}

}  // namespace
