#include "aggregation/robust/distance_based/bulyan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"

namespace {

using starling::aggregation::bulyan;

struct selection {
  std::vector<std::size_t> picked;             // in the order of their indices
  std::map<std::size_t, double> scores_after;  // of those left, at the last pick
  double last = 0;                             // what the last pick scored
};

/// Scores from scratch among those left: the sum of the `neighbours` smallest distances.
oracle::row scores_among(const oracle::rows& x, const std::vector<std::size_t>& left,
                         std::size_t f) {
  const std::size_t m = left.size();
  const std::size_t neighbours = std::min(m > f + 2 ? m - f - 2 : 1, m - 1);
  oracle::row scores;
  for (const std::size_t i : left) {
    oracle::row distances;
    for (const std::size_t j : left) {
      double sum = 0;
      for (std::size_t k = 0; k < x[i].size(); ++k) sum += std::pow(x[i][k] - x[j][k], 2);
      if (j != i) distances.push_back(sum);
    }
    std::sort(distances.begin(), distances.end());
    distances.resize(neighbours);
    scores.push_back(std::accumulate(distances.begin(), distances.end(), 0.0));
  }
  return scores;
}

selection select(const oracle::rows& x, std::size_t f) {
  std::vector<std::size_t> left(x.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  selection s;
  while (s.picked.size() < x.size() - 2 * f) {
    const auto scores = scores_among(x, left, f);
    const std::size_t best = oracle::best(scores, 1)[0];
    s.last = scores[best];
    s.scores_after.clear();
    for (std::size_t i = 0; i < left.size(); ++i) s.scores_after[left[i]] = scores[i];
    s.picked.push_back(left[best]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(best));
  }
  std::sort(s.picked.begin(), s.picked.end());
  return s;
}

TEST_CASE("bulyan picks n - 2 f by krum, then averages n - 4 f nearest to the median") {
  bulyan rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 4, 3);
    const auto x = cases::rows_of(c.all);
    const selection expected = select(x, c.f);
    oracle::rows picked;
    for (const std::size_t i : expected.picked) picked.push_back(x[i]);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(
              out.parameters, oracle::nearest_mean(picked, oracle::median(picked), c.n - 4 * c.f)) <
          cases::float_error_max);
    CHECK(out.samples.value == 10 * picked.size());
    REQUIRE(out.judgements.size() == 2 * c.f);
    for (const auto& j : out.judgements) {
      CHECK(j.why == starling::messages::refusal::outvoted);
      CHECK(j.limit == doctest::Approx(expected.last).epsilon(1e-12));
      CHECK(j.measured == doctest::Approx(expected.scores_after.at(j.peer.value)).epsilon(1e-12));
      CHECK(j.measured >= j.limit);
    }
  }
}

TEST_CASE("bulyan scores anew after each pick: one ranking would pick others") {
  std::size_t differing = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto c = cases::random_case(2 * seed + 1, 4, 3);
    if (c.f == 0) continue;
    const auto x = cases::rows_of(c.all);
    const auto once = oracle::best(oracle::krum_scores(x, c.f), c.n - 2 * c.f);
    if (once != select(x, c.f).picked) ++differing;
  }
  CHECK(differing > 5);
}

TEST_CASE("bulyan with f = 0 is the plain mean, with f = 1 the last pick still compares") {
  bulyan rule;
  const auto c = cases::random_case(1, 4, 3);
  const oracle::rows x = cases::rows_of(c.all);
  CHECK(cases::relative_error(laws::combined(rule, c.all, 0).parameters,
                              oracle::mean(x, oracle::row(c.n, 1.0))) < cases::float_error_max);
  // The liar comes first: were there no neighbour left to compare with, all three would tie.
  const auto seven = cases::contributions_of({{90}, {0}, {1}, {2}, {3}, {4}, {5}});
  const auto out = laws::combined(rule, seven, 1);
  for (const auto& j : out.judgements) CHECK(j.measured >= j.limit);
  CHECK(std::any_of(out.judgements.begin(), out.judgements.end(),
                    [](const auto& j) { return j.peer.value == 0; }));
}

TEST_CASE("bulyan keeps every law of a rule") {
  bulyan rule;
  laws::every_law(rule, 4, 3);
}

TEST_CASE("bulyan withstands f of 4 f + 3") {
  bulyan rule;
  for (const std::size_t f : {1U, 2U, 3U, 5U}) laws::withstands(rule, 4 * f + 3, f);
  laws::withstands(rule, 17, 3);
}

}  // namespace
