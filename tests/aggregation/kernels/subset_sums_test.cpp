#include "aggregation/kernels/subset_sums.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "messages/types/random.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"

namespace {

using starling::aggregation::kernels::rows;
using starling::aggregation::kernels::subset_sums;

struct means {
  std::vector<std::vector<float>> stored;
  rows from;
};

/// n means of n - f rows each, no two of the same.
means drawn(std::size_t n, std::size_t f, std::size_t d, std::uint64_t seed) {
  starling::messages::random_source random(seed);
  means m;
  m.stored.assign(n, std::vector<float>(d));
  for (auto& row : m.stored) {
    for (float& v : row) v = static_cast<float>(random.normal());
    m.from.stored.push_back(row.data());
  }
  m.from.size = d;
  m.from.mixing.assign(n * n, 1.0F / static_cast<float>(n - f));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t left = f; left > 0;) {
      float& c = m.from.mixing[i * n + random.below(n)];
      left -= c != 0 ? 1U : 0U;
      c = 0;
    }
  }
  return m;
}

double by_definition(const rows& from, std::size_t i, std::size_t k) {
  double sum = 0;
  for (std::size_t j = 0; j < from.stored.size(); ++j) {
    sum += double{from.mixing[i * from.stored.size() + j]} * double{from.stored[j][k]};
  }
  return sum;
}

std::vector<float> loaded(const rows& from, std::size_t begin, std::size_t columns) {
  std::vector<float> out(from.count() * columns);
  subset_sums(from).load(begin, columns, out.data(), columns);
  return out;
}

TEST_CASE("a mean by subsets is the mean term by term, with the same bits everywhere") {
  for (const std::size_t n : {20U, 41U, 50U, 63U}) {
    const auto m = drawn(n, n / 5, 77, n);
    REQUIRE(subset_sums::pays(m.from));
    std::vector<float> first;
    for_every_instruction_set([&](const char* name) {
      CAPTURE(name);
      const auto out = loaded(m.from, 0, 77);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < 77; ++k) {
          const double expected = by_definition(m.from, i, k);
          const double rounding = 0x1p-24 * std::abs(expected) + 1e-14;
          CHECK(std::abs(static_cast<double>(out[i * 77 + k]) - expected) <= rounding);
        }
      }
      if (first.empty()) first = out;
      CHECK(out == first);
    });
  }
}

TEST_CASE("a block of a mean by subsets has the same bits as the whole") {
  const auto m = drawn(50, 10, 100, 1);
  const auto whole = loaded(m.from, 0, 100);
  for (const std::size_t begin : {0U, 1U, 8U, 13U, 99U}) {
    const std::size_t columns = std::min<std::size_t>(43, 100 - begin);
    const auto block = loaded(m.from, begin, columns);
    for (std::size_t i = 0; i < 50; ++i) {
      for (std::size_t k = 0; k < columns; ++k) {
        CHECK(block[i * columns + k] == whole[i * 100 + begin + k]);
      }
    }
  }
}

TEST_CASE("a liar whom a mean leaves out costs it no digits, and the largest floats stay finite") {
  auto m = drawn(50, 10, 9, 2);
  m.stored[3].assign(9, 1e30F);
  m.stored[6].assign(9, std::numeric_limits<float>::max());
  for (std::size_t i = 0; i < 50; ++i) {
    if (i % 2 == 0) m.from.mixing[i * 50 + 3] = m.from.mixing[i * 50 + 6] = 0;
  }
  const auto out = loaded(m.from, 0, 9);
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t k = 0; k < 9; ++k) {
      CHECK(std::isfinite(out[i * 9 + k]));
      if (i % 2 != 0) continue;
      const double expected = by_definition(m.from, i, k);
      CHECK(std::abs(static_cast<double>(out[i * 9 + k]) - expected) <=
            0x1p-24 * std::abs(expected) + 1e-14);
    }
  }
}

TEST_CASE("subsets pay for means of many rows, not of few, nor where coefficients differ") {
  CHECK(subset_sums::pays(drawn(50, 10, 1, 3).from));
  CHECK_FALSE(subset_sums::pays(drawn(7, 2, 1, 3).from));
  auto differs = drawn(50, 10, 1, 3);
  for (float& c : differs.from.mixing) c = c != 0 ? 0.5F * c : c;
  CHECK(subset_sums::pays(differs.from));
  differs.from.mixing[0] = 0.25F;
  CHECK_FALSE(subset_sums::pays(differs.from));
  auto buckets = drawn(50, 10, 1, 3);
  buckets.from.mixing.assign(50 * 25, 0);
  for (std::size_t i = 0; i < 25; ++i) {
    buckets.from.mixing[i * 50 + 2 * i] = buckets.from.mixing[i * 50 + 2 * i + 1] = 0.5F;
  }
  CHECK_FALSE(subset_sums::pays(buckets.from));
  buckets.from.mixing.clear();
  CHECK_FALSE(subset_sums::pays(buckets.from));
}

}  // namespace
