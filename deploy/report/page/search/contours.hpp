#pragma once

#include <vector>

#include "deploy/report/objective_json.hpp"

namespace starling::deploy {

/// A place on a grid, in columns and rows from its first value.
struct grid_place {
  double column = 0;
  double row = 0;
};
/// A closed line; its last place is joined to its first.
using grid_ring = std::vector<grid_place>;

/// The rings around all that is less than `level`, by marching squares: a place is inside where it
/// is within an odd number of them. What is not finite counts as high; so does all beyond the grid.
/// Cost: O(rows × columns) time and memory.
std::vector<grid_ring> rings_below(const value_grid& grid, double level);

/// Levels that part the grid's values into areas one sees, ascending: shares of the area, finer
/// where it is low. At most 14; none where all values are equal.
std::vector<double> contour_levels(const value_grid& grid);

}  // namespace starling::deploy
