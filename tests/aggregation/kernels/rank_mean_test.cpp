#include "aggregation/kernels/rank_mean.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/aggregation/kernels/every_instruction_set.hpp"
#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::kernels::network_rows_max;
using starling::aggregation::kernels::rank_mean;

struct table {
  table(std::size_t n, std::size_t d, std::uint64_t seed) : values(n, std::vector<float>(d)) {
    starling::messages::random_source random(seed);
    for (auto& row : values) {
      for (float& v : row) v = static_cast<float>(random.normal());
      rows.push_back(row.data());
    }
  }
  std::vector<std::vector<float>> values;
  std::vector<const float*> rows;
};

std::vector<float> ranks(const table& t, std::size_t first, std::size_t last) {
  std::vector<float> out(t.values[0].size());
  rank_mean({t.rows, out.size()}, first, last, out, starling::aggregation::kernels::in_order());
  return out;
}

TEST_CASE("the mean of a range of ranks has the same bits on every instruction set") {
  for (const std::size_t d : {1U, 15U, 127U, 128U, 300U}) {
    for (const std::size_t n : {1U, 2U, 3U, 10U, 50U, 65U}) {
      const table t(n, d, n + d);
      const std::size_t first = n / 5;
      std::vector<float> before;
      for_every_instruction_set([&](const char* set) {
        CAPTURE(set);
        const auto out = ranks(t, first, n - first);
        if (!before.empty()) CHECK(out == before);
        before = out;
      });
    }
  }
}

TEST_CASE("one rank is the value of that rank, to the bit") {
  const table t(9, 200, 1);
  for (std::size_t rank = 0; rank < 9; ++rank) {
    const auto out = ranks(t, rank, rank + 1);
    for (std::size_t k = 0; k < out.size(); ++k) {
      std::vector<float> column;
      for (const auto& row : t.values) column.push_back(row[k]);
      std::sort(column.begin(), column.end());
      REQUIRE(out[k] == column[rank]);
    }
  }
}

TEST_CASE("more rows than a network takes are selected from, with the same result") {
  const std::size_t n = network_rows_max + 1;
  const table t(n, 18, 2);
  const auto out = ranks(t, n / 4, n - n / 4);
  for (std::size_t k = 0; k < out.size(); ++k) {
    std::vector<double> column;
    for (const auto& row : t.values) column.push_back(static_cast<double>(row[k]));
    std::sort(column.begin(), column.end());
    double sum = 0;
    for (std::size_t i = n / 4; i < n - n / 4; ++i) sum += column[i];
    // 2,000 float additions of values below 0.7 around a mean near 0: an absolute error.
    CHECK(std::abs(static_cast<double>(out[k]) - sum / static_cast<double>(n - n / 4 * 2)) < 1e-5);
  }
}

TEST_CASE("the order of the rows does not change a bit") {
  table t(12, 150, 3);
  const auto before = ranks(t, 3, 9);
  starling::messages::random_source(4).shuffle(std::span(t.rows));
  CHECK(ranks(t, 3, 9) == before);
}

TEST_CASE("a zero is positive whatever sign went in") {
  const std::vector<float> negative{-0.0F};
  const std::vector<float> positive{0.0F};
  for (const auto& rows : {std::vector{negative.data(), positive.data(), negative.data()},
                           std::vector{positive.data(), negative.data(), negative.data()}}) {
    std::vector<float> out(1);
    rank_mean({rows, out.size()}, 1, 2, out, starling::aggregation::kernels::in_order());
    CHECK_FALSE(std::signbit(out[0]));
  }
}

}  // namespace
