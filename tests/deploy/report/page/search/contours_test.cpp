#include "deploy/report/page/search/contours.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>

using namespace starling::deploy;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Whether a ray to the right crosses an odd number of the rings' lines.
bool within(const std::vector<grid_ring>& rings, grid_place at) {
  bool odd = false;
  for (const grid_ring& ring : rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const grid_place a = ring[i];
      const grid_place b = ring[(i + 1) % ring.size()];
      if ((a.row > at.row) == (b.row > at.row)) continue;
      const double x = a.column + (at.row - a.row) / (b.row - a.row) * (b.column - a.column);
      odd ^= x > at.column;
    }
  }
  return odd;
}

/// Counter-clockwise counts as positive.
double area(const std::vector<grid_ring>& rings) {
  double twice = 0;
  for (const grid_ring& ring : rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const grid_place a = ring[i];
      const grid_place b = ring[(i + 1) % ring.size()];
      twice += a.column * b.row - b.column * a.row;
    }
  }
  return twice / 2;
}

value_grid bowl(std::size_t side) {
  value_grid grid{{0, 0}, {1, 1}, side, side, {}};
  const double middle = static_cast<double>(side - 1) / 2;
  for (std::size_t row = 0; row < side; ++row) {
    for (std::size_t column = 0; column < side; ++column) {
      grid.values.push_back(
          std::hypot(static_cast<double>(column) - middle, static_cast<double>(row) - middle));
    }
  }
  return grid;
}

}  // namespace

TEST_CASE("a circle is one ring of its area") {
  const auto rings = rings_below(bowl(41), 15);
  CHECK(rings.size() == 1);
  CHECK(area(rings) == doctest::Approx(std::numbers::pi * 15 * 15).epsilon(0.01));
}

TEST_CASE("where all is below the level the ring is the side of the grid, else there is none") {
  CHECK(area(rings_below(bowl(9), 1e9)) == doctest::Approx(64));
  CHECK(rings_below(bowl(9), 0).empty());
}

TEST_CASE("what is no number is outside") {
  value_grid grid = bowl(9);
  grid.values[4 * 9 + 4] = not_a_number;
  const auto rings = rings_below(grid, 1e9);
  CHECK(rings.size() == 2);
  CHECK_FALSE(within(rings, {4.001, 4.001}));
  CHECK(within(rings, {2.001, 2.001}));
  for (double& value : grid.values) value = not_a_number;
  CHECK(rings_below(grid, 0).empty());
  CHECK(contour_levels(grid).empty());
}

TEST_CASE("a value is within the rings of a level where it is below, whatever the values") {
  std::mt19937 random(11);
  const double odd[] = {not_a_number, std::numeric_limits<double>::infinity(),
                        -std::numeric_limits<double>::infinity(), 1e308, -1e308};
  for (int i = 0; i < 200; ++i) {
    value_grid grid{{0, 0}, {1, 1}, 2 + random() % 9, 2 + random() % 9, {}};
    for (std::size_t k = 0; k < grid.columns * grid.rows; ++k) {
      grid.values.push_back(i % 2 == 0 && random() % 7 == 0 ? odd[random() % 5]
                                                            : static_cast<double>(random() % 100));
    }
    const double level = static_cast<double>(random() % 99) + 0.5;
    const auto rings = rings_below(grid, level);
    std::size_t wrong = 0;
    for (std::size_t row = 0; row < grid.rows && i % 2 == 1; ++row) {
      for (std::size_t column = 0; column < grid.columns; ++column) {
        // A hair inwards: the frame of the grid lies on its outer values.
        const double dx = column == 0 ? 1e-4 : -1e-4;
        const double dy = row == 0 ? 1.3e-4 : -1.3e-4;
        const bool below = grid.values[row * grid.columns + column] < level;
        wrong += within(rings, {static_cast<double>(column) + dx, static_cast<double>(row) + dy}) !=
                 below;
      }
    }
    CHECK(wrong == 0);
    for (const grid_ring& ring : rings) {
      for (const grid_place& at : ring) {
        CHECK((at.column >= 0 && at.column <= static_cast<double>(grid.columns - 1)));
        CHECK((at.row >= 0 && at.row <= static_cast<double>(grid.rows - 1)));
      }
    }
  }
}

TEST_CASE("levels ascend and part the values; equal values have none") {
  const value_grid grid = bowl(64);
  const auto levels = contour_levels(grid);
  CHECK(levels.size() == 14);
  CHECK(std::is_sorted(levels.begin(), levels.end(), std::less_equal<>()));
  value_grid flat = grid;
  for (double& value : flat.values) value = 3;
  CHECK(contour_levels(flat).empty());
  flat.values[7] = 1;
  CHECK(contour_levels(flat) == std::vector<double>{3});
}
