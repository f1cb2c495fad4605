#include "aggregation/kernels/nearest_mean.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "aggregation/kernels/selection_network.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"
#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation::kernels;

std::vector<float> nearest(const oracle::rows& x, centre_ranks centre, std::size_t keep) {
  std::vector<std::vector<float>> values;
  for (const auto& row : x) values.emplace_back(row.begin(), row.end());
  rows all{{}, x[0].size()};
  for (const auto& row : values) all.stored.push_back(row.data());
  std::vector<float> out(all.size);
  nearest_mean(all, centre, keep, out, in_order());
  return out;
}

oracle::rows random_rows(std::size_t n, std::size_t d, std::uint64_t seed) {
  starling::messages::random_source random(seed);
  oracle::rows x(n, oracle::row(d));
  for (auto& row : x) {
    for (double& v : row) v = static_cast<double>(static_cast<float>(random.normal()));
  }
  return x;
}

void check_against_oracle(std::size_t n, std::size_t d, std::size_t keep, centre_ranks centre) {
  const auto x = random_rows(n, d, n + d + keep);
  const auto out = nearest(x, centre, keep);
  oracle::row middle;
  for (std::size_t k = 0; k < d; ++k) {
    const auto v = oracle::column(x, k);
    double sum = 0;
    for (std::size_t i = centre.first; i < centre.last; ++i) sum += v[i];
    middle.push_back(sum / static_cast<double>(centre.last - centre.first));
  }
  const auto expected = oracle::nearest_mean(x, middle, keep);
  // Everything is in double but the result.
  for (std::size_t k = 0; k < d; ++k) REQUIRE(out[k] == static_cast<float>(expected[k]));
}

TEST_CASE("the mean of the nearest values, for any number of rows, kept values and centre") {
  for (const std::size_t n : {1U, 2U, 3U, 7U, 28U, 50U}) {
    for (std::size_t keep = 1; keep <= n; ++keep) {
      check_against_oracle(n, 1 + keep * 5, keep, median_ranks(n));
      check_against_oracle(n, 129, keep, {n / 4, n - n / 4});
      check_against_oracle(n, 3, keep, {n - 1, n});
    }
  }
}

TEST_CASE("more rows than a network takes are sorted otherwise, with the same result") {
  const std::size_t n = network_rows_max + 1;
  check_against_oracle(n, 3, n - 1000, median_ranks(n));
}

TEST_CASE("the nearest mean has the same bits on every instruction set") {
  for (const std::size_t d : {1U, 15U, 128U, 300U}) {
    for (const std::size_t n : {1U, 4U, 50U, 65U}) {
      const auto x = random_rows(n, d, n * d);
      std::vector<float> before;
      for_every_instruction_set([&](const char* set) {
        CAPTURE(set);
        const auto out = nearest(x, median_ranks(n), n - n / 5);
        if (!before.empty()) CHECK(out == before);
        before = out;
      });
    }
  }
}

TEST_CASE("of two equally near values the smaller one counts") {
  CHECK(nearest({{1}, {4}, {7}}, median_ranks(3), 2) == std::vector<float>{2.5F});
  CHECK(nearest({{7}, {1}}, median_ranks(2), 1) == std::vector<float>{1});
}

TEST_CASE("a difference that float would round away decides") {
  // 2^24 - (2^24 - 1.5) < 2 although neither side is a float apart by less than 2.
  const double big = 16777216;
  CHECK(nearest({{big - 1}, {big}, {big + 2}, {big + 2}, {big - 1}}, {1, 4}, 3) ==
        std::vector<float>{static_cast<float>((big - 1 + big - 1 + big) / 3)});
}

TEST_CASE("an outlier of any size leaves nothing behind in the sum") {
  CHECK(nearest({{-3e38}, {1}, {2}, {3}, {3e38}}, median_ranks(5), 3) == std::vector<float>{2});
  CHECK(nearest({{-3e38}, {-3e38}, {1}, {2}, {3}}, {4, 5}, 3) == std::vector<float>{2});
}

TEST_CASE("a zero is positive whatever sign went in") {
  CHECK_FALSE(std::signbit(nearest({{-0.0}, {0.0}, {-0.0}}, median_ranks(3), 2)[0]));
  CHECK_FALSE(std::signbit(nearest({{-0.0}}, median_ranks(1), 1)[0]));
}

}  // namespace
