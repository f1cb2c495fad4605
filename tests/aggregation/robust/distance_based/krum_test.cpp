#include "aggregation/robust/distance_based/krum.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::krum;
using starling::messages::random_source;
using starling::messages::refusal;

TEST_CASE("krum picks the least sum of n - f - 2 squared distances, ties to the lowest index") {
  krum rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 3);
    const auto scores = oracle::krum_scores(cases::rows_of(c.all), c.f);
    const std::size_t best = oracle::best(scores, 1)[0];
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(out.parameters.same_storage(c.all[best].parameters));
    REQUIRE(out.judgements.size() == c.n - 1);
    std::size_t i = 0;
    for (const auto& j : out.judgements) {
      if (i == best) ++i;
      CHECK(j.peer == c.all[i].sender);
      CHECK(j.why == refusal::outvoted);
      CHECK(j.measured == doctest::Approx(scores[i]).epsilon(1e-12));
      CHECK(j.limit == doctest::Approx(scores[best]).epsilon(1e-12));
      ++i;
    }
  }
}

TEST_CASE("krum reports the samples and the score of the one it chose") {
  krum rule;
  auto all = cases::contributions_of({{9.0}, {1.0}, {1.0}, {1.5}, {-8.0}});
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].samples.value = 100 + i;
    all[i].score = static_cast<double>(i);
  }
  const auto out = laws::combined(rule, all, 1);
  CHECK(out.parameters.same_storage(all[1].parameters));
  CHECK(out.samples.value == 101);
  CHECK(out.score == 1);
}

TEST_CASE("krum keeps every law of a rule") {
  krum rule;
  laws::every_law(rule, 2, 3);
}

TEST_CASE("krum withstands f of 2 f + 3") {
  krum rule;
  laws::withstands(rule, 13, 5);
  laws::withstands(rule, 10, 3);
}

TEST_CASE("krum never picks a far liar when updates are tiny beside the weights") {
  // Distances as |x|² + |y|² - 2xy in float lose these updates to cancellation and prefer the liar.
  krum rule;
  constexpr std::size_t n = 10;
  constexpr std::size_t d = 500;
  constexpr std::size_t liar = 4;
  for (const auto& [spread, step] : {std::pair{0.05, 1e-5}, std::pair{0.3, 3e-5}}) {
    random_source random(1);
    std::size_t chosen = 0;
    for (int round = 0; round < 1000; ++round) {
      oracle::row weights(d);
      for (double& w : weights) w = spread * random.normal();
      oracle::rows x(n, weights);
      for (std::size_t i = 0; i < n; ++i) {
        for (double& v : x[i]) v += (i == liar ? 3 : 1) * step * random.normal();
      }
      const auto all = cases::contributions_of(x);
      const auto out = laws::combined(rule, all, 2);
      chosen += out.parameters.same_storage(all[liar].parameters) ? 1U : 0U;
    }
    CHECK(chosen == 0);
  }
}

TEST_CASE("krum keeps its choice at every scale of its input") {
  krum rule;
  const auto c = cases::random_case(7, 2, 3);
  const auto plain = laws::combined(rule, c.all, c.f).judgements;
  for (const double scale : {0x1p-60, 0x1p60, 0x1p120}) {
    const auto scaled = laws::combined(rule, laws::moved(c.all, scale, 0), c.f).judgements;
    REQUIRE(scaled.size() == plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      CHECK(scaled[i].peer == plain[i].peer);
      CHECK(scaled[i].measured == plain[i].measured * scale * scale);
    }
  }
}

TEST_CASE("krum chooses whole contributions, not layers of several") {
  // By its first half alone the choice would be node 0, by its second half alone node 4.
  krum rule;
  const auto all =
      cases::contributions_of({{0.0, 90.0}, {0.1, 2.0}, {-0.2, -2.5}, {40.0, 0.1}, {-70.0, 0.0}});
  const auto out = laws::combined(rule, all, 1);
  CHECK(out.parameters.same_storage(all[1].parameters));
}

}  // namespace
