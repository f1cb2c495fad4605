#pragma once

#include <string>

#include "actors/swarm/run_result.hpp"

namespace starling::deploy {

/// Whom the swarm believed: the rules that were in force, the rounds that failed, and for each peer
/// and reason how often it was refused, with what was measured last and what would have passed.
/// Bounded: the 40 pairs of peer and reason with the most records.
std::string audit_figure(const run_result& result);

}  // namespace starling::deploy
