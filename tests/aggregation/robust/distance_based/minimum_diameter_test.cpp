#include "aggregation/robust/distance_based/minimum_diameter.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "messages/types/random.hpp"

namespace {

using starling::aggregation::minimum_diameter;
using starling::messages::random_source;

using members = std::vector<std::size_t>;

double diameter(const std::vector<double>& distances, std::size_t n, const members& chosen) {
  double most = 0;
  for (const std::size_t i : chosen) {
    for (const std::size_t j : chosen) most = std::max(most, distances[i * n + j]);
  }
  return most;
}

/// All subsets, in lexicographic order; the first of the best.
members by_enumeration(const std::vector<double>& distances, std::size_t n, std::size_t size) {
  std::vector<char> taken(n, 0);
  std::fill(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(size), 1);
  members best;
  do {
    members chosen;
    for (std::size_t i = 0; i < n; ++i) {
      if (taken[i] != 0) chosen.push_back(i);
    }
    if (best.empty() || diameter(distances, n, chosen) < diameter(distances, n, best)) {
      best = chosen;
    }
  } while (std::prev_permutation(taken.begin(), taken.end()));
  return best;
}

/// Symmetric, each distance one of `kinds` (few: full of ties).
std::vector<double> random_distances(std::size_t n, std::uint64_t kinds, random_source& random) {
  std::vector<double> distances(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      distances[i * n + j] = distances[j * n + i] = static_cast<double>(1 + random.below(kinds));
    }
  }
  return distances;
}

TEST_CASE("the set of smallest diameter is the first best of all subsets") {
  random_source random(5);
  for (int i = 0; i < 600; ++i) {
    CAPTURE(i);
    const std::size_t n = 1 + random.below(10);
    const std::size_t size = 1 + random.below(n);
    const std::uint64_t kinds = i % 2 == 0 ? 4 : 1'000'000;
    const auto distances = random_distances(n, kinds, random);
    const auto found = minimum_diameter(distances, n, size, 1'000'000);
    REQUIRE(found);
    CHECK(*found == by_enumeration(distances, n, size));
  }
}

TEST_CASE("the set of smallest diameter is found among more points than a word has bits") {
  constexpr std::size_t n = 150;
  std::vector<double> distances(n * n);
  const auto cluster = [](std::size_t i) { return i % 3 != 0 ? 0.0 : 100.0; };
  members expected;
  for (std::size_t i = 0; i < n; ++i) {
    if (cluster(i) == 0) expected.push_back(i);
    for (std::size_t j = 0; j < n; ++j) {
      distances[i * n + j] = i == j ? 0 : cluster(i) == cluster(j) ? 1 : 100;
    }
  }
  CHECK(minimum_diameter(distances, n, 100, 10'000) == expected);
}

TEST_CASE("fifty points of which ten are too many are searched well within the budget") {
  random_source random(1);
  for (int i = 0; i < 20; ++i) {
    CAPTURE(i);
    CHECK(minimum_diameter(random_distances(50, 1'000'000, random), 50, 40, 1'000'000));
  }
}

TEST_CASE("a search beyond its budget is given up") {
  random_source random(2);
  const auto distances = random_distances(60, 1'000'000, random);
  CHECK_FALSE(minimum_diameter(distances, 60, 31, 50));
  CHECK_FALSE(minimum_diameter(distances, 60, 31, 0));
}

}  // namespace
