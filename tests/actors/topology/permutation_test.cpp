#include "actors/topology/permutation.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <map>
#include <vector>

#include "messages/types/random.hpp"

using starling::actors::random_permutation;

namespace {

bool is_bijection(std::uint64_t size, std::uint64_t key) {
  const random_permutation order(size, key);
  std::vector<bool> seen(size);
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::uint64_t item = order.at(i);
    if (item >= size || seen[item] || order.position(item) != i) return false;
    seen[item] = true;
  }
  return true;
}

}  // namespace

TEST_CASE("a random permutation visits each item once and knows the way back") {
  for (std::uint64_t size = 1; size <= 300; ++size) CHECK(is_bijection(size, size * 31));
  for (const std::uint64_t size : {1000U, 1024U, 1025U, 65'535U, 65'537U, 1'000'003U}) {
    CHECK(is_bijection(size, 5));
  }
  const std::uint64_t largest = std::uint64_t{1} << 32U;
  const random_permutation order(largest, 5);
  for (const std::uint64_t i : {std::uint64_t{0}, std::uint64_t{12'345'678}, largest - 1}) {
    CHECK(order.at(i) < largest);
    CHECK(order.position(order.at(i)) == i);
  }
}

TEST_CASE("all orders of four items come about equally often") {
  std::map<std::array<std::uint64_t, 4>, int> seen;
  constexpr int draws = 24'000;
  for (int draw = 0; draw < draws; ++draw) {
    const random_permutation order(4, starling::messages::substream(3, "orders", draw));
    ++seen[{order.at(0), order.at(1), order.at(2), order.at(3)}];
  }
  REQUIRE(seen.size() == 24);
  double chi_squared = 0;
  for (const auto& [order, count] : seen) chi_squared += (count - 1000.0) * (count - 1000.0) / 1000;
  CHECK(chi_squared < 49.7);  // 0.1 % point at 23 degrees of freedom.
}

TEST_CASE("who follows whom is even in a permutation of more items") {
  for (const std::uint64_t size : {5U, 10U, 33U}) {
    std::vector<int> follows(size * size);
    constexpr int draws = 4000;
    for (int draw = 0; draw < draws; ++draw) {
      const random_permutation order(size, starling::messages::substream(4, "pairs", draw));
      for (std::uint64_t i = 0; i < size; ++i) {
        ++follows[order.at(i) * size + order.at((i + 1) % size)];
      }
    }
    const double expected = draws / (static_cast<double>(size) - 1);
    for (std::uint64_t a = 0; a < size; ++a) {
      for (std::uint64_t b = 0; b < size; ++b) {
        const double count = follows[a * size + b];
        const bool even = (count - expected) * (count - expected) < 25 * expected;  // 5 deviations.
        CHECK(even == (a != b));
      }
    }
  }
}
