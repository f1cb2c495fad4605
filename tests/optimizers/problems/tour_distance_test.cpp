#include "optimizers/problems/tour_distance.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "messages/types/random.hpp"

using namespace starling::optimizers;

namespace {

std::int32_t measured(distance_rule rule, double x, double y) {
  return tour_distance(rule, {0, 0}, {x, y});
}

}  // namespace

TEST_CASE("tour distance: EUC_2D is the nearest integer, a half goes up") {
  CHECK(measured(distance_rule::euclidean, 3, 4) == 5);
  CHECK(measured(distance_rule::euclidean, 1, 1) == 1);    // 1.414
  CHECK(measured(distance_rule::euclidean, 1, 1.5) == 2);  // 1.803
  CHECK(measured(distance_rule::euclidean, 2.5, 0) == 3);
  CHECK(measured(distance_rule::euclidean, 0, 0) == 0);
}

TEST_CASE("tour distance: CEIL_2D goes up, but not from an integer") {
  CHECK(measured(distance_rule::ceiling, 3, 4) == 5);
  CHECK(measured(distance_rule::ceiling, 1, 1) == 2);
  CHECK(measured(distance_rule::ceiling, 2.0001, 0) == 3);
  CHECK(measured(distance_rule::ceiling, 0, 0) == 0);
}

TEST_CASE("tour distance: ATT divides squares by ten and never rounds down") {
  CHECK(measured(distance_rule::pseudo_euclidean, 10, 0) == 4);    // 3.162, nearest 3
  CHECK(measured(distance_rule::pseudo_euclidean, 10, 30) == 10);  // 10 exactly
  CHECK(measured(distance_rule::pseudo_euclidean, 12, 0) == 4);    // 3.795, nearest 4
}

TEST_CASE("tour distance: GEO gives the first row of burma14, degrees cut off") {
  constexpr std::array<place, 14> burma{{{16.47, 96.10},
                                         {16.47, 94.44},
                                         {20.09, 92.54},
                                         {22.39, 93.37},
                                         {25.23, 97.24},
                                         {22.00, 96.05},
                                         {20.47, 97.02},
                                         {17.20, 96.29},
                                         {16.30, 97.38},
                                         {14.05, 98.12},
                                         {16.53, 97.38},
                                         {21.52, 95.59},
                                         {19.41, 97.13},
                                         {20.09, 94.55}}};
  constexpr std::array row{153, 510, 706, 966, 581, 455, 70, 160, 372, 157, 567, 342, 398};
  for (std::size_t i = 0; i < row.size(); ++i) {
    CHECK(tour_distance(distance_rule::geographic, burma[0], burma[i + 1]) == row[i]);
  }
}

TEST_CASE("tour distance: GEO counts one kilometre from a city to itself, and half the equator") {
  CHECK(tour_distance(distance_rule::geographic, {10, 20}, {10, 20}) == 1);
  // 6378.388 km times TSPLIB's pi, cut off, plus one.
  CHECK(tour_distance(distance_rule::geographic, {0, -90}, {0, 90}) == 20039);
}

TEST_CASE("tour distance: symmetric, not negative, and within 31 bits as far as places go") {
  starling::messages::random_source random(5);
  for (int k = 0; k < 2000; ++k) {
    for (const auto rule : {distance_rule::euclidean, distance_rule::ceiling,
                            distance_rule::geographic, distance_rule::pseudo_euclidean}) {
      const double limit = rule == distance_rule::geographic ? angle_max : coordinate_max;
      const place a{random.uniform(-limit, limit), random.uniform(-limit, limit)};
      const place b{random.uniform(-limit, limit), random.uniform(-limit, limit)};
      CHECK(tour_distance(rule, a, b) >= 0);
      CHECK(tour_distance(rule, a, b) == tour_distance(rule, b, a));
    }
  }
  const place low{-coordinate_max, -coordinate_max};
  const place high{coordinate_max, coordinate_max};
  CHECK(tour_distance(distance_rule::euclidean, low, high) == std::lround(std::sqrt(8.0) * 1e8));
}
