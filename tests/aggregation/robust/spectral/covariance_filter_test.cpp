#include "aggregation/robust/spectral/covariance_filter.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>

#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/robust/spectral/covariance.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using starling::aggregation::covariance_filter;
using starling::messages::node_id;
using starling::messages::refusal;

struct filtered {
  oracle::row mean;
  oracle::row weights;
};

/// With explicit covariances; none where two choices are equally good.
std::optional<filtered> filter(const oracle::rows& x, std::size_t f) {
  oracle::row c(x.size(), 1.0);
  filtered best;
  double least = std::numeric_limits<double>::infinity();
  double left = static_cast<double>(x.size());
  do {
    const auto top = oracle::widest_of(oracle::covariance(x, c));
    if (std::abs(top.variance - least) < 1e-9 * least && least < 1e300) return std::nullopt;
    if (top.variance < least) best = {oracle::mean(x, c), c};
    least = std::min(least, top.variance);
    if (f == 0 || top.variance < 1e-12) break;
    if (!top.alone) return std::nullopt;
    const auto t = oracle::squared_projections(x, oracle::mean(x, c), top.direction);
    double most = 0;
    for (std::size_t i = 0; i < t.size(); ++i) most = c[i] > 0 ? std::max(most, t[i]) : most;
    for (std::size_t i = 0; i < t.size(); ++i)
      c[i] *= t[i] > (1 - 1e-9) * most ? 0 : 1 - t[i] / most;
    left = std::accumulate(c.begin(), c.end(), 0.0);
  } while (left > static_cast<double>(x.size() - 2 * f) + 1e-9);
  return best;
}

TEST_CASE("the covariance filter is its definition with d × d covariances") {
  covariance_filter rule;
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const auto c = cases::narrow_case(seed, 2, 1, 6);
    const auto expected = filter(cases::rows_of(c.all), c.f);
    if (!expected) continue;
    ++compared;
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, expected->mean) < cases::float_error_max);
    const auto& weights = expected->weights;
    const double half = *std::max_element(weights.begin(), weights.end()) / 2;
    std::size_t judged = 0;
    for (std::size_t i = 0; i < c.n; ++i) {
      if (weights[i] >= half) continue;
      REQUIRE(judged < out.judgements.size());
      CHECK(out.judgements[judged].peer == c.all[i].sender);
      CHECK(out.judgements[judged].why == refusal::outvoted);
      ++judged;
    }
    CHECK(judged == out.judgements.size());
  }
  CHECK(compared >= 200);
}

TEST_CASE("the covariance filter gives what was published, where a random step is exact") {
  // All three on a line: one power step finds its direction from any start. Else ByzFL's CAF is
  // another one in each run.
  const auto file = outside::vectors("published.json");
  if (!file) return;
  covariance_filter rule;
  const auto x = file->at("X").get<oracle::rows>();
  const auto expected = outside::named(file->at("aggregators"), "CAF").at("expected");
  const auto out = laws::combined(rule, cases::contributions_of(x), 1);
  CHECK(out.parameters == cases::tensor_of(expected.get<oracle::row>()));
}

TEST_CASE("the covariance filter stays near the honest mean, and says who lied") {
  covariance_filter rule;
  for (const double lie : {1e3, 1e10, 1e30, 1e37}) {
    const auto x = cases::liars_first(16, 5, lie);
    const auto out = laws::combined(rule, cases::contributions_of(x), 5);
    oracle::row honest(16, 1.0);
    for (std::size_t i = 0; i < 5; ++i) honest[i] = 0;
    const auto mean = oracle::mean(x, honest);
    for (std::size_t k = 0; k < 20; ++k) {
      // Honest weights fall a little before the last liar is out; far less than the spread of 1.
      CHECK(std::abs(out.parameters.values()[k] - mean[k]) < 0.3);
    }
    REQUIRE(out.judgements.size() >= 5);
    for (std::uint32_t i = 0; i < 5; ++i) {
      CHECK(out.judgements[i].peer == node_id{i});
      CHECK(out.judgements[i].measured > out.judgements[i].limit);
    }
  }
}

TEST_CASE("one far liar costs the honest mean no digits") {
  covariance_filter rule;
  auto x = cases::liars_first(11, 1, 1e30);
  const auto out = laws::combined(rule, cases::contributions_of(x), 1);
  x.erase(x.begin());
  // All honest ones lose the same: some (1 / n)² of what the liar loses.
  CHECK(cases::relative_error(out.parameters, oracle::mean(x, oracle::row(10, 1.0))) < 1e-6);
  CHECK(out.judgements.size() == 1);
}

TEST_CASE("without liars to withstand the covariance filter is the mean, and alike rows are kept") {
  covariance_filter rule;
  const auto c = cases::random_case(8, 2, 1);
  const auto x = cases::rows_of(c.all);
  CHECK(cases::relative_error(laws::combined(rule, c.all, 0).parameters,
                              oracle::mean(x, oracle::row(c.n, 1.0))) < cases::float_error_max);
  const auto alike = cases::contributions_of(oracle::rows(7, oracle::row{2.0, 3.0}));
  const auto out = laws::combined(rule, alike, 3);
  CHECK(out.parameters == alike[0].parameters);
  CHECK(out.judgements.empty());
  CHECK(out.samples.value == 70);
}

TEST_CASE("the covariance filter keeps every law of a rule") {
  covariance_filter rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("the covariance filter withstands f of 2 f + 1 and more") {
  covariance_filter rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 16, 5);
}

}  // namespace
