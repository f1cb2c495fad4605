#include "aggregation/kernels/selection_network.hpp"

#include <doctest/doctest.h>
#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"

namespace {

using starling::aggregation::kernels::network_rows_max;
using starling::aggregation::kernels::selection_network;
using starling::aggregation::kernels::strip;

/// Up to a strip of columns through the network; column k of the result is what became of it.
std::vector<std::vector<float>> through(const selection_network& network,
                                        const std::vector<std::vector<float>>& columns) {
  const auto values = hwy::AllocateAligned<float>(network.rows() * strip);
  std::fill_n(values.get(), network.rows() * strip, 0.0F);
  auto out = columns;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    for (std::size_t i = 0; i < out[k].size(); ++i) values[i * strip + k] = columns[k][i];
  }
  network.run(values.get());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    for (std::size_t i = 0; i < out[k].size(); ++i) out[k][i] = values[i * strip + k];
  }
  return out;
}

std::vector<std::vector<float>> random_columns(std::size_t n, std::size_t different,
                                               starling::messages::random_source& random) {
  std::vector<std::vector<float>> columns(strip, std::vector<float>(n));
  for (auto& column : columns) {
    for (float& v : column) v = static_cast<float>(random.below(different));
  }
  return columns;
}

TEST_CASE("a network that sorts all zeros and ones sorts everything: full networks up to 12") {
  for (std::size_t n = 1; n <= 12; ++n) {
    const selection_network network(n, 0, n);
    for (std::uint32_t done = 0; done < (1U << n); done += strip) {
      std::vector<std::vector<float>> columns;
      for (std::uint32_t bits = done; bits < std::min(done + strip, 1UL << n); ++bits) {
        columns.emplace_back();
        for (std::size_t i = 0; i < n; ++i)
          columns.back().push_back(static_cast<float>(bits >> i & 1U));
      }
      for (const auto& out : through(network, columns)) {
        REQUIRE(std::is_sorted(out.begin(), out.end()));
      }
    }
  }
}

TEST_CASE("a network brings the wanted ranks to their places, for any n") {
  starling::messages::random_source random(3);
  for (std::size_t n = 1; n <= 130; ++n) {
    const std::size_t first = random.below(n);
    const std::size_t last = first + 1 + random.below(n - first);
    auto columns = random_columns(n, n, random);
    const auto out = through(selection_network(n, first, last), columns);
    for (std::size_t k = 0; k < strip; ++k) {
      std::sort(columns[k].begin(), columns[k].end());
      for (std::size_t i = first; i < last; ++i) REQUIRE(out[k][i] == columns[k][i]);
    }
  }
}

TEST_CASE("the largest network sorts") {
  starling::messages::random_source random(5);
  const auto columns = random_columns(network_rows_max, 1U << 20U, random);
  const auto out = through(selection_network(network_rows_max, 0, network_rows_max), columns);
  for (const auto& column : out) REQUIRE(std::is_sorted(column.begin(), column.end()));
}

TEST_CASE("what no wanted rank depends on is left out") {
  CHECK(selection_network(50, 24, 26).merges() < selection_network(50, 0, 50).merges());
  CHECK(selection_network(4, 0, 4).merges() == 0);
  CHECK(selection_network(8, 0, 1).merges() == 1);
}

TEST_CASE("a strip of columns goes through the network on every instruction set") {
  starling::messages::random_source random(4);
  auto columns = random_columns(13, 1U << 20U, random);
  auto sorted = columns;
  for (auto& column : sorted) std::sort(column.begin(), column.end());
  for_every_instruction_set([&](const char* set) {
    CAPTURE(set);
    CHECK(through(selection_network(13, 0, 13), columns) == sorted);
  });
}

TEST_CASE("the strip behind one is asked for only where it is whole") {
  using starling::aggregation::kernels::strip_after;
  const float value = 0;
  const std::vector<const float*> rows{&value};
  CHECK(strip_after(rows, 5, 5 + 2 * strip).begin == 5 + strip);
  CHECK(strip_after(rows, 5, 5 + 2 * strip).stored.size() == 1);
  CHECK(strip_after(rows, 5, 4 + 2 * strip).stored.empty());
}

}  // namespace
