#include "messages/compression/selection.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

/// From the definition: sort all by magnitude, the first of equal ones first.
std::vector<std::uint32_t> sorted_largest(const std::vector<float>& values, std::size_t count) {
  std::vector<std::uint32_t> all(values.size());
  std::iota(all.begin(), all.end(), 0U);
  std::ranges::stable_sort(all, std::ranges::greater{},
                           [&](std::uint32_t i) { return std::abs(values[i]); });
  all.resize(count);
  std::ranges::sort(all);
  return all;
}

}  // namespace

TEST_CASE("the largest are those that sorting finds, of equal ones the first") {
  random_source random(6);
  for (std::size_t round = 0; round < 300; ++round) {
    std::vector<float> values(1 + random.below(500));
    const bool coarse = round % 2 == 0;
    for (float& v : values) {
      v = static_cast<float>(coarse ? std::round(2 * random.normal()) : random.normal());
    }
    for (const std::size_t count : {std::size_t{1}, values.size() / 3, values.size()}) {
      CHECK(largest_positions(values, count) == sorted_largest(values, count));
    }
  }
  CHECK(largest_positions({}, 3).empty());
  CHECK(largest_positions(std::vector<float>{1, 2}, 0).empty());
  CHECK(largest_positions(std::vector<float>{1, 2}, 5).size() == 2);
}

TEST_CASE("random positions are so many different ones, ascending, the same for one seed") {
  for (const std::size_t size : {1U, 63U, 64U, 65U, 1000U}) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, size / 2, size}) {
      const auto drawn = random_positions(size, count, 5);
      CHECK(drawn.size() == count);
      CHECK(std::ranges::adjacent_find(drawn, std::ranges::greater_equal{}) == drawn.end());
      CHECK((drawn.empty() || drawn.back() < size));
      CHECK(drawn == random_positions(size, count, 5));
    }
  }
  CHECK(random_positions(1000, 100, 1) != random_positions(1000, 100, 2));
}

TEST_CASE("each position is drawn as often as another, and each pair") {
  constexpr std::size_t size = 10;
  constexpr std::size_t draws = 60'000;
  std::vector<double> single(size);
  std::vector<double> pairs(size * size);
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const auto drawn = random_positions(size, 3, seed);
    for (const auto a : drawn) {
      single[a] += 1;
      for (const auto b : drawn) pairs[a * size + b] += 1;
    }
  }
  // Five deviations of a count: 3/10 of the draws, and 3/10 · 2/9 for a pair.
  const auto close = [](double seen, double p) {
    return std::abs(seen - draws * p) < 5 * std::sqrt(draws * p * (1 - p));
  };
  for (std::size_t a = 0; a < size; ++a) {
    CHECK(close(single[a], 0.3));
    for (std::size_t b = 0; b < a; ++b) CHECK(close(pairs[a * size + b], 0.3 * 2 / 9));
  }
}
