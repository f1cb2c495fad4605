#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <span>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid.hpp"

namespace starling::deploy {

struct cell_run_settings {
  std::size_t jobs = 1;                             ///< Cells at once.
  std::function<void(const cell_result&)> on_cell;  ///< One at a time, as they finish.
  const std::atomic<bool>* interrupt = nullptr;     ///< What is running then is given up.
};

/// Runs these cells of the grid on virtual time, each on one thread; the data set is loaded once
/// per seed at most. What a cell gives does not depend on `jobs`.
///
/// Throws: invalid_swarm where a cell cannot be for another reason than its rule; what `on_cell`
///         throws.
void run_cells(const grid& g, std::span<const std::size_t> cells,
               const cell_run_settings& settings);

}  // namespace starling::deploy
