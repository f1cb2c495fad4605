#include "aggregation/kernels/rows.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "messages/types/random.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"

namespace {

using starling::aggregation::kernels::column_reader;
using starling::aggregation::kernels::rows;

constexpr std::size_t n = 7;
constexpr std::size_t m = 5;
constexpr std::size_t d = 300;

std::vector<std::vector<float>> drawn() {
  starling::messages::random_source random(1);
  std::vector<std::vector<float>> all(n, std::vector<float>(d));
  for (auto& row : all) {
    for (float& v : row) v = static_cast<float>(random.normal());
  }
  return all;
}

rows of(const std::vector<std::vector<float>>& all) {
  rows r;
  r.size = d;
  for (const auto& row : all) r.stored.push_back(row.data());
  return r;
}

/// About a third of the coefficients are zero.
std::vector<float> coefficients() {
  starling::messages::random_source random(2);
  std::vector<float> all(m * n);
  for (float& v : all) v = random.below(3) == 0 ? 0.0F : static_cast<float>(random.uniform());
  return all;
}

TEST_CASE("rows that are not mixed are read as they are, any block of columns") {
  const auto all = drawn();
  const rows r = of(all);
  CHECK(r.count() == n);
  column_reader reader(r);
  for (const std::size_t begin : {0U, 13U, 299U}) {
    const std::size_t columns = std::min<std::size_t>(100, d - begin);
    std::vector<float> block(n * 128, -1);
    reader.load(begin, columns, block.data(), 128);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < columns; ++k) CHECK(block[i * 128 + k] == all[i][begin + k]);
    }
  }
}

TEST_CASE("a mixture is the weighted sum of the stored rows, with the same bits everywhere") {
  const auto all = drawn();
  rows r = of(all);
  r.mixing = coefficients();
  REQUIRE(r.count() == m);
  std::vector<float> first;
  for_every_instruction_set([&](const char* name) {
    CAPTURE(name);
    column_reader reader(r);
    std::vector<float> out(m * d);
    reader.load(0, d, out.data(), d);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t k = 0; k < d; ++k) {
        double sum = 0;
        for (std::size_t j = 0; j < n; ++j) sum += double{r.mixing[i * n + j]} * double{all[j][k]};
        CHECK(out[i * d + k] == static_cast<float>(sum));
      }
    }
    if (first.empty()) first = out;
    CHECK(out == first);
  });
}

TEST_CASE("a block of a mixture has the same bits as the whole") {
  const auto all = drawn();
  rows r = of(all);
  r.mixing = coefficients();
  column_reader reader(r);
  std::vector<float> whole(m * d);
  reader.load(0, d, whole.data(), d);
  for (const std::size_t begin : {0U, 1U, 64U, 77U, 298U}) {
    const std::size_t columns = std::min<std::size_t>(90, d - begin);
    std::vector<float> block(m * columns);
    reader.load(begin, columns, block.data(), columns);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t k = 0; k < columns; ++k) {
        CHECK(block[i * columns + k] == whole[i * d + begin + k]);
      }
    }
  }
}

TEST_CASE("a mixture of the largest floats is finite") {
  const std::vector<float> large(d, std::numeric_limits<float>::max());
  rows r;
  r.size = d;
  r.stored = {large.data(), large.data()};
  r.mixing = {1, 1};
  column_reader reader(r);
  std::vector<float> out(d);
  reader.load(0, d, out.data(), d);
  CHECK(out[0] == std::numeric_limits<float>::max());
}

}  // namespace
