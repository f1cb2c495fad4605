#include "aggregation/robust/distance_based/median_search.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/distance_based/geometric_medians.hpp"

namespace {

using starling::aggregation::distance_sums;
using starling::aggregation::geometric_median_position;
using starling::messages::random_source;

std::vector<double> squared_distances(const oracle::rows& x) {
  std::vector<double> all;
  for (const auto& a : x) {
    for (const auto& b : x) {
      double sum = 0;
      for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(a[k] - b[k], 2);
      all.push_back(sum);
    }
  }
  return all;
}

/// Where the weights that were found put it.
oracle::row found(const oracle::rows& x, const oracle::row& due) {
  const auto position = geometric_median_position(squared_distances(x), due);
  double total = 0;
  for (const double w : position.weights) {
    CHECK(w >= 0);
    total += w;
  }
  CHECK(total == doctest::Approx(1).epsilon(1e-12));
  const auto at = oracle::mean(x, position.weights);
  for (std::size_t i = 0; i < x.size(); ++i) {
    CHECK(position.distances[i] == doctest::Approx(oracle::distance(x[i], at)).epsilon(1e-6));
  }
  return at;
}

TEST_CASE("the median search finds, from distances alone, where Weiszfeld on coordinates ends") {
  random_source random(1);
  for (int i = 0; i < 300; ++i) {
    CAPTURE(i);
    const std::size_t n = 1 + random.below(25);
    oracle::rows x(n, oracle::row(2 + random.below(6)));
    oracle::row due;
    for (auto& r : x) {
      for (double& v : r) v = random.normal();
      due.push_back(random.uniform(0.2, 2));
    }
    if (n == 2) due[0] = due[1] + 1;
    CHECK(oracle::distance(found(x, due), oracle::geometric_median(x, due)) < 1e-7);
  }
}

TEST_CASE(
    "the median search ends at a point that is the median, and right beside one that is not") {
  // A cross: its centre stays the median until a fifth point, far to the right, outpulls it.
  for (const double own : {1.5, 1.0 + 1e-6, 1.0 - 1e-6, 1.0 - 1e-4, 0.9, 0.1}) {
    CAPTURE(own);
    const oracle::rows x{{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {100, 0}};
    const oracle::row due{own, 1, 1, 1, 1, 1};
    const auto at = found(x, due);
    if (own > 1) {
      CHECK(at == x[0]);
    } else {
      // To first order the pull 1 - own is held by the two points above and below: 2 per unit.
      CHECK(at[0] > 0);
      CHECK(at[0] == doctest::Approx((1 - own) / 2).epsilon(own > 0.99 ? 1e-3 : 0.2));
      CHECK(std::abs(at[1]) < 1e-12);
    }
  }
}

TEST_CASE("of a segment of medians the search takes the middle, whatever is doubled") {
  CHECK(found({{0.0}, {1.0}, {3.0}, {50.0}}, oracle::row(4, 1.0)) == oracle::row{2.0});
  CHECK(found({{1.0}, {1.0}, {1.0}, {3.0}, {5.0}, {5.0}}, oracle::row(6, 1.0)) == oracle::row{2.0});
  CHECK(found({{0.0, 0.0}, {2.0, 2.0}}, {1.0, 1.0}) == oracle::row{1.0, 1.0});
  CHECK(found({{0.0}, {2.0}}, {1.0, 1.1}) == oracle::row{2.0});
}

TEST_CASE("copies weigh together") {
  const oracle::rows x{{0.0, 0.0}, {4.0, 0.0}, {0.0, 3.0}, {0.0, 0.0}};
  CHECK(found(x, {1.0, 1.0, 1.0, 1.0}) == oracle::row{0.0, 0.0});
  CHECK(found({{7.0}, {7.0}}, {1.0, 1.0}) == oracle::row{7.0});
}

TEST_CASE("a sum of distances is weighed") {
  CHECK(distance_sums(squared_distances({{0.0}, {1.0}, {3.0}}), std::vector{1.0, 2.0, 4.0}) ==
        std::vector{14.0, 9.0, 7.0});
}

}  // namespace
