#include "aggregation/robust/trust/foolsgold.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "tests/aggregation/robust/trust/updates.hpp"

namespace {

using starling::aggregation::foolsgold;

/// Weights of summed changes, as the paper's algorithm and its authors' program give them.
oracle::row weights_of(const oracle::rows& sums) {
  const std::size_t n = sums.size();
  oracle::rows cs(n, oracle::row(n));
  oracle::row v(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (i != j) cs[i][j] = oracle::cosine(sums[i], sums[j]);
    }
    v[i] = *std::max_element(cs[i].begin(), cs[i].end());
  }
  oracle::row w;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) cs[i][j] *= v[j] > v[i] ? v[i] / v[j] : 1;
    w.push_back(std::clamp(1 - *std::max_element(cs[i].begin(), cs[i].end()), 0.0, 1.0));
  }
  const double most = *std::max_element(w.begin(), w.end());
  for (double& x : w) {
    x = x == most ? 0.99 : x / most;
    x = x > 0 ? std::clamp(std::log(x / (1 - x)) + 0.5, 0.0, 1.0) : 0;
  }
  return w;
}

TEST_CASE("foolsgold weighs changes by the paper's algorithm over all rounds so far") {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 70; ++seed) {
    CAPTURE(seed);
    foolsgold rule;
    oracle::rows sums;
    for (std::uint64_t round = 0; round < 3; ++round) {
      auto r = cases::random_round(seed);
      if (round > 0) {  // the same senders and origin, other changes
        starling::messages::random_source random(seed * 3 + round);
        oracle::rows changes = r.g;
        for (auto& g : changes) {
          for (double& v : g) v = random.normal() + 0.3;
        }
        r = cases::round_of(r.origin, changes, 0);
      }
      if (sums.empty()) sums.assign(r.g.size(), oracle::row(r.origin.size()));
      for (std::size_t i = 0; i < sums.size(); ++i) {
        for (std::size_t k = 0; k < sums[i].size(); ++k) sums[i][k] += r.g[i][k];
      }
      const auto weights = weights_of(sums);
      const auto out = cases::combined(rule, r);
      if (std::accumulate(weights.begin(), weights.end(), 0.0) < 0.1) continue;  // all alike
      ++compared;
      oracle::row shares = weights;
      for (double& w : shares) w /= std::accumulate(weights.begin(), weights.end(), 0.0);
      // Cosines of floats are off by 1e-7, which the logarithm's slope multiplies.
      CHECK(cases::relative_error(out.parameters, oracle::moved(r.origin, r.g, shares)) < 2e-5);
    }
  }
  CHECK(compared >= 150);
}

TEST_CASE("foolsgold gives no weight to many that say the same, and full weight to the others") {
  foolsgold rule;
  const auto r = cases::round_of({0.0, 0.0, 0.0, 0.0},
                                 {{0.0, 0.0, 0.0, 5.0},
                                  {0.0, 0.0, 0.0, 5.0},
                                  {0.0, 0.0, 0.0, 5.0},
                                  {1.0, 0.0, 0.0, 0.0},
                                  {0.0, 2.0, 0.0, 0.0}},
                                 3);
  const auto out = cases::combined(rule, r);
  CHECK(out.parameters == cases::tensor_of({0.5, 1.0, 0.0, 0.0}));
  REQUIRE(out.judgements.size() == 3);
  CHECK(out.judgements[0].measured == doctest::Approx(1));
  CHECK(out.judgements[0].limit == doctest::Approx(0.6225).epsilon(1e-4));
}

TEST_CASE("foolsgold remembers: sybils that said the same before are known when they differ") {
  foolsgold rule;
  const oracle::row origin{0.0, 0.0, 0.0};
  cases::combined(rule,
                  cases::round_of(origin, {{0.0, 0.0, 9.0}, {0.0, 0.0, 9.0}, {1.0, 0.0, 0.0}}, 2));
  const auto later =
      cases::round_of(origin, {{0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}, {1.0, 0.0, 0.0}}, 2);
  CHECK(cases::combined(rule, later).judgements.size() == 2);
  foolsgold forgetful;
  CHECK(cases::combined(forgetful, later).judgements.empty());
}

TEST_CASE("when all are alike foolsgold leaves the origin, and one alone is believed") {
  foolsgold rule;
  const auto alike = cases::round_of({1.0, 2.0}, {{1.0, 1.0}, {1.0, 1.0}}, 0);
  const auto out = cases::combined(rule, alike);
  CHECK(out.parameters == alike.context.origin);
  CHECK(out.judgements.size() == 2);
  foolsgold other;
  const auto one = cases::round_of({1.0, 2.0}, {{1.0, 1.0}}, 0);
  CHECK(cases::combined(other, one).parameters == one.all[0].parameters);
}

}  // namespace
