#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/swarm/run_result.hpp"
#include "deploy/attack/grid.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// What came of one cell. Holds no time and no place: the same cell gives the same result.
struct cell_result {
  enum class outcome : unsigned char {
    done,
    refused,  ///< The rule is illegal for so many nodes and liars; nothing ran.
    stopped,  ///< It ended before its last round; figures are of the rounds there were.
  };

  std::size_t cell = 0;  ///< Its place in `grid::cells`.
  outcome how = outcome::done;
  std::string why;      ///< One sentence, unless done.
  double accuracy = 0;  ///< Mean of the last evaluations, in [0, 1]; NaN where there is none.
  double loss = 0;      ///< The same evaluations' mean; NaN where there is none.
  double backdoor_success = std::numeric_limits<double>::quiet_NaN();  ///< As in `run_result`.
  std::uint64_t rounds = 0;
  std::string model_hash;
};

/// By place in `grid::cells`; empty where a cell has yet to run.
using cell_results = std::vector<std::optional<cell_result>>;

/// The figures of a run, over its last `average_last` evaluations.
cell_result result_of(const run_result& run, std::size_t cell, std::size_t average_last);

/// One JSON object, without an end of line.
std::string to_line(const grid& g, const cell_result& result);

/// Reads what `to_line` wrote.
///
/// Errors: one sentence; any text gives a result or one.
messages::result<cell_result, std::string> from_line(const grid& g, std::string_view line);

}  // namespace starling::deploy
