#include "aggregation/kernels/weighted_mean.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include <vector>

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

}  // namespace
