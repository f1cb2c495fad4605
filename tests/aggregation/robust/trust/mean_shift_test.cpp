#include "aggregation/robust/trust/mean_shift.hpp"

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

namespace {

using starling::aggregation::largest_cluster;
using starling::aggregation::sign_shares;

TEST_CASE("the largest of two clusters that lie apart is found, wherever its points stand") {
  starling::messages::random_source random(1);
  for (std::size_t few = 0; few < 10; ++few) {
    std::vector<sign_shares> points;
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < 21; ++i) {
      const bool other = i % 2 == 1 && i / 2 < few;
      const double positive = (other ? 0.8 : 0.4) + random.uniform(-0.01, 0.01);
      points.push_back({positive, 0.0, 1 - positive});
      if (!other) expected.push_back(i);
    }
    const auto found = largest_cluster(points);
    // One cluster alone may lose points at its rim: the bandwidth is that of the nearest half.
    if (few > 0) CHECK(found == expected);
    CHECK(found.size() > 10);
  }
}

TEST_CASE("points that are all alike are one cluster, and so is one point") {
  const std::vector<sign_shares> alike(6, {0.3, 0.3, 0.4});
  CHECK(largest_cluster(alike).size() == 6);
  CHECK(largest_cluster(std::span(alike).first(1)).size() == 1);
}

TEST_CASE("of equal clusters the one of the lowest index is kept") {
  const std::vector<sign_shares> points{{1, 0, 0}, {0, 0, 1}, {1, 0, 0}, {0, 0, 1}};
  CHECK(largest_cluster(points) == std::vector<std::size_t>{0, 2});
}

}  // namespace
