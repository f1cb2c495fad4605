#include "aggregation/robust/before/nnm.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/robust/before/stepped.hpp"

namespace {

using starling::aggregation::gathering;
using starling::aggregation::nnm;

TEST_CASE("nnm makes each row the mean of its n - f nearest, itself included") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    const auto out = stepped::apply(nnm(), c.all, stepped::context_of(c.f));
    stepped::check_equal(out.rows, oracle::nnm(cases::rows_of(c.all), c.f));
    for (std::size_t i = 0; i < c.n; ++i) CHECK(out.owners[i] == std::vector{i});
    CHECK(out.judgements.empty());
  }
}

TEST_CASE("nnm breaks ties towards the lowest index") {
  const auto all = cases::contributions_of({{-1.0}, {0.0}, {1.0}});
  const auto out = stepped::apply(nnm(), all, stepped::context_of(1));
  CHECK(out.rows == oracle::rows{{-0.5}, {-0.5}, {0.5}});
}

TEST_CASE("nnm takes 2 f + 1 rows, and with f = 0 all become their mean") {
  CHECK(nnm().rows_min(0) == 1);
  CHECK(nnm().rows_min(4) == 9);
  const auto all = cases::contributions_of({{3.0, 1.0}, {6.0, 1.0}, {0.0, 1.0}});
  const auto out = stepped::apply(nnm(), all, stepped::context_of(0));
  CHECK(out.rows == oracle::rows(3, {3.0, 1.0}));
}

TEST_CASE("liars at 1e30 do not spoil the distances between honest mixed rows") {
  starling::messages::random_source random(5);
  oracle::rows x(11, oracle::row(50));
  for (auto& r : x) {
    for (double& v : r) v = random.normal();
  }
  x[3].assign(50, 1e30);
  x[7].assign(50, -1e30);
  const auto all = cases::contributions_of(x);
  const auto context = stepped::context_of(3);
  gathering heard(all, context);
  nnm().apply(heard);
  const auto& distances = heard.squared_distances();
  const auto y = oracle::nnm(cases::rows_of(all), 3);
  std::size_t apart = 0;
  for (std::size_t i = 0; i < 11; ++i) {
    for (std::size_t j = 0; j < 11; ++j) {
      if (i == 3 || i == 7 || j == 3 || j == 7) continue;
      const double expected = std::pow(oracle::distance(y[i], y[j]), 2);
      // Sums of squares in double; the means cancel to about a tenth of their size.
      CHECK(distances[i * 11 + j] == doctest::Approx(expected).epsilon(1e-9));
      apart += expected > 1e-6 ? 1U : 0U;
    }
  }
  CHECK(apart > 10);
}

/// |Σ a - Σ b|² / size² of rows of x; those in both are left out, so that they cost no digits.
double squared_distance_of_means(const oracle::rows& x, const std::vector<std::size_t>& a,
                                 const std::vector<std::size_t>& b) {
  oracle::row apart(x[0].size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const int times = static_cast<int>(std::binary_search(a.begin(), a.end(), i)) -
                      static_cast<int>(std::binary_search(b.begin(), b.end(), i));
    if (times == 0) continue;
    for (std::size_t k = 0; k < apart.size(); ++k) apart[k] += times * x[i][k];
  }
  const auto size = static_cast<double>(a.size());
  return std::pow(oracle::distance(apart, oracle::row(apart.size())) / size, 2);
}

TEST_CASE("the distances between 200 mixed rows are those of the rows themselves") {
  starling::messages::random_source random(6);
  oracle::rows x(200, oracle::row(20));
  for (std::size_t i = 0; i < 200; ++i) {
    const double size = i < 20 ? 1e30 : i < 40 ? 1e3 : 1;
    for (double& v : x[i]) v = 7 + size * random.normal();
  }
  const auto all = cases::contributions_of(x);
  x = cases::rows_of(all);
  for (const std::size_t f : {10U, 40U, 80U}) {  // with 10, each honest row takes in liars
    CAPTURE(f);
    const auto context = stepped::context_of(f);
    gathering heard(all, context);
    nnm().apply(heard);
    const auto& distances = heard.squared_distances();
    std::vector<std::vector<std::size_t>> nearest;
    for (const auto& from : x) {
      oracle::row to;
      for (const auto& r : x) to.push_back(oracle::distance(from, r));
      nearest.push_back(oracle::best(to, 200 - f));
    }
    for (std::size_t i = 0; i < 200; ++i) {
      CHECK(distances[i * 200 + i] == 0);
      for (std::size_t j = 0; j < i; ++j) {
        CHECK(distances[i * 200 + j] == distances[j * 200 + i]);
        const double expected = squared_distance_of_means(x, nearest[i], nearest[j]);
        CHECK(distances[i * 200 + j] == doctest::Approx(expected).epsilon(1e-9));
      }
    }
  }
}

}  // namespace
