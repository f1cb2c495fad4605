#include "aggregation/kernels/weighted_mean.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

#include "aggregation/kernels/squared_distances.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"
#include "tests/aggregation/oracle.hpp"

namespace {

std::vector<const float*> pointers(const cases::contributions& all) {
  std::vector<const float*> rows;
  for (const auto& c : all) rows.push_back(c.parameters.values().data());
  return rows;
}

TEST_CASE("the weighted mean has the same bits on every instruction set") {
  starling::messages::random_source random(4);
  for (const std::size_t d : {1U, 7U, 16U, 33U, 5000U}) {
    for (std::size_t n = 1; n <= 13; ++n) {
      oracle::rows x(n, oracle::row(d));
      oracle::row weights(n);
      for (auto& r : x) {
        for (double& v : r) v = random.normal();
      }
      for (double& w : weights) w = random.uniform(0.1, 9);
      const auto all = cases::contributions_of(x);
      const auto expected = oracle::mean(cases::rows_of(all), weights);
      std::vector<float> before;
      for_every_instruction_set([&](const char* set) {
        CAPTURE(set);
        std::vector<float> out(d);
        starling::aggregation::kernels::weighted_mean(
            pointers(all), weights, std::accumulate(weights.begin(), weights.end(), 0.0), out,
            starling::aggregation::kernels::in_order());
        const starling::messages::tensor result{std::span<const float>(out)};
        CHECK(cases::relative_error(result, expected) < cases::float_error_max);
        if (!before.empty()) CHECK(out == before);
        before = out;
      });
    }
  }
}

TEST_CASE("only the proportions of the weights count") {
  const auto all = cases::contributions_of({{1.0, 5.0}, {3.0, 9.0}});
  for (const double scale : {1e-300, 1.0, 1e300}) {
    std::vector<float> out(2);
    const std::vector weights{3 * scale, scale};
    starling::aggregation::kernels::weighted_mean(
        pointers(all), weights, std::accumulate(weights.begin(), weights.end(), 0.0), out,
        starling::aggregation::kernels::in_order());
    CHECK(out == std::vector{1.5F, 6.0F});
  }
}

TEST_CASE("a mean with distances is the mean, and what the distances to it are") {
  namespace kernels = starling::aggregation::kernels;
  starling::messages::random_source random(5);
  constexpr std::size_t n = 7;
  constexpr std::size_t d = 2 * kernels::chunk_columns + 11;
  oracle::rows x(n, oracle::row(d));
  for (auto& r : x) {
    for (double& v : r) v = random.normal();
  }
  const auto all = cases::contributions_of(x);
  kernels::rows rows;
  rows.stored = pointers(all);
  rows.size = d;
  for (const bool mixed : {false, true}) {
    if (mixed) {
      for (std::size_t i = 0; i < n * n; ++i)
        rows.mixing.push_back(static_cast<float>(random.uniform(0, 1)));
    }
    for (const bool some : {false, true}) {
      oracle::row weights(n);
      for (std::size_t i = some ? 2 : n; i < n; ++i) weights[i] = random.uniform(0.1, 9);
      const double total = std::accumulate(weights.begin(), weights.end(), some ? 0.0 : 1.0);
      std::vector<float> alone(d);
      kernels::weighted_mean(rows.stored, weights, total, alone, kernels::in_order());
      const auto apart = kernels::squared_distances_to(rows, alone, kernels::in_order());
      std::vector<float> out(d);
      CHECK(kernels::weighted_mean_with_distances(rows, weights, total, out, kernels::in_order()) ==
            apart);
      CHECK(out == alone);
      for (std::size_t i = 0; i < n && !mixed; ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < d; ++k) {
          const double gap = static_cast<double>(rows.stored[i][k]) - static_cast<double>(out[k]);
          sum += gap * gap;
        }
        CHECK(apart[i] == doctest::Approx(sum).epsilon(1e-9));
      }
    }
  }
}

}  // namespace
