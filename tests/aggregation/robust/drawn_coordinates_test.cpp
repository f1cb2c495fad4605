#include "aggregation/robust/drawn_coordinates.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::drawn_coordinates;
using starling::aggregation::values_at;
using starling::messages::random_source;

TEST_CASE("drawn coordinates are as many as asked for, ascending, each at most once") {
  random_source random(1);
  for (std::size_t count = 0; count <= 40; ++count) {
    const auto chosen = drawn_coordinates(random, 40, count);
    CHECK(chosen.size() == count);
    CHECK(std::is_sorted(chosen.begin(), chosen.end()));
    CHECK(std::adjacent_find(chosen.begin(), chosen.end()) == chosen.end());
    CHECK((chosen.empty() || chosen.back() < 40));
  }
}

TEST_CASE("each coordinate is drawn equally often") {
  random_source random(2);
  std::vector<int> drawn(20);
  for (int draw = 0; draw < 10'000; ++draw) {
    for (const std::size_t k : drawn_coordinates(random, 20, 5)) ++drawn[k];
  }
  // 2 500 each; five standard deviations of a binomial count are 217.
  for (const int count : drawn) CHECK(std::abs(count - 2500) < 217);
}

TEST_CASE("the values at chosen coordinates are those of every row, stored or mixed") {
  const std::vector<float> first{1, 2, 3, 4};
  const std::vector<float> second{5, 6, 7, 8};
  starling::aggregation::kernels::rows rows{{first.data(), second.data()}, 4};
  const std::vector<std::size_t> chosen{1, 3};
  CHECK(values_at(rows, chosen) == std::vector<float>{2, 4, 6, 8});
  rows.mixing = {0.5F, 0.5F};
  CHECK(values_at(rows, chosen) == std::vector<float>{4, 6});
}

}  // namespace
