#pragma once

#include <string>
#include <string_view>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid.hpp"

namespace starling::deploy {

/// The whole of it for programs: the grid's facts and rows, a score for each partition, rule and
/// attack, and a line for each cell, all in the order of the grid. Every cell has a result.
std::string results_json(const grid& g, const cell_results& results, std::string_view kernel);

/// The same without the cells.
std::string summary_json(const grid& g, const cell_results& results, std::string_view kernel);

}  // namespace starling::deploy
