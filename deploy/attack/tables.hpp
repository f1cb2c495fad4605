#pragma once

#include <string>
#include <string_view>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid.hpp"

namespace starling::deploy {

/// Markdown: for each partition what it takes to do it again, and a table of rules × attacks, the
/// best of each column in bold, the worst case of each rule last. Every cell has a result.
std::string markdown_tables(const grid& g, const cell_results& results, std::string_view kernel);

}  // namespace starling::deploy
