#pragma once

#include <string>

#include "actors/swarm/run_result.hpp"

namespace starling::deploy {

/// A header and one line per round; a figure that was not evaluated is an empty field. Columns:
/// those of `round_report` in its order, refusals in all and then by reason.
std::string rounds_csv(const run_result& result);

}  // namespace starling::deploy
