#include "aggregation/kernels/selection_network.hpp"

#include <doctest/doctest.h>
#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "messages/types/random.hpp"
#include "tests/aggregation/kernels/every_instruction_set.hpp"

namespace {

using starling::aggregation::kernels::comparator;
using starling::aggregation::kernels::selection_network;

template <class T>
std::vector<T> compared(const std::vector<comparator>& network, std::vector<T> values) {
  for (const comparator c : network) {
    if (values[c.high] < values[c.low]) std::swap(values[c.low], values[c.high]);
  }
  return values;
}

TEST_CASE("a network that sorts all zeros and ones sorts everything: full networks up to 12") {
  for (std::size_t n = 1; n <= 12; ++n) {
    const auto network = selection_network(n, 0, n);
    for (std::uint32_t bits = 0; bits < (1U << n); ++bits) {
      std::vector<int> values;
      for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<int>(bits >> i & 1U));
      const auto sorted = compared(network, values);
      REQUIRE(std::is_sorted(sorted.begin(), sorted.end()));
    }
  }
}

TEST_CASE("a network brings the wanted ranks to their places, for any n") {
  starling::messages::random_source random(3);
  for (std::size_t n = 1; n <= 130; ++n) {
    const std::size_t first = random.below(n);
    const std::size_t last = first + 1 + random.below(n - first);
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(random.below(n));
    const auto out = compared(selection_network(n, first, last), values);
    std::sort(values.begin(), values.end());
    for (std::size_t i = first; i < last; ++i) REQUIRE(out[i] == values[i]);
  }
}

TEST_CASE("what no wanted rank depends on is left out") {
  CHECK(selection_network(50, 24, 26).size() < selection_network(50, 0, 50).size());
  CHECK(selection_network(1, 0, 1).empty());
  CHECK(selection_network(2, 0, 1).size() == 1);
}

TEST_CASE("a strip of columns goes through the network on every instruction set") {
  namespace kernels = starling::aggregation::kernels;
  constexpr std::size_t n = 13;
  starling::messages::random_source random(4);
  std::vector<float> values(n * kernels::strip);
  for (float& v : values) v = static_cast<float>(random.normal());
  const auto aligned = hwy::AllocateAligned<float>(values.size());
  for_every_instruction_set([&](const char* set) {
    CAPTURE(set);
    std::copy(values.begin(), values.end(), aligned.get());
    kernels::run(selection_network(n, 0, n), aligned.get());
    for (std::size_t k = 0; k < kernels::strip; ++k) {
      std::vector<float> column;
      for (std::size_t i = 0; i < n; ++i) column.push_back(values[i * kernels::strip + k]);
      std::sort(column.begin(), column.end());
      for (std::size_t i = 0; i < n; ++i) {
        REQUIRE(aligned[i * kernels::strip + k] == column[i]);
      }
    }
  });
}

}  // namespace
