#pragma once

#include <string>
#include <string_view>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid.hpp"

namespace starling::deploy {

/// A colour of the scale from dark violet (0) over green to yellow (1), which rises in lightness
/// and so is told apart by every kind of eye: "#rrggbb". `t` is taken into [0, 1].
std::string heat_colour(double t);

/// One self-contained page: for each partition the table of `markdown_tables` with a tone behind
/// each figure. It loads nothing, has no script, prints, and follows the light or dark scheme of
/// its reader. Every cell has a result.
std::string heat_map_page(const grid& g, const cell_results& results, std::string_view kernel);

}  // namespace starling::deploy
