#pragma once

#include <string>

#include "actors/swarm/run_result.hpp"

namespace starling::deploy {

/// Accuracy over rounds.
std::string accuracy_figure(const run_result& result);

/// Accuracy and loss over rounds.
std::string learning_figures(const run_result& result);

/// Refusals by reason, and bytes, over rounds.
std::string exchange_figures(const run_result& result);

/// How long each round took.
std::string duration_figure(const run_result& result);

/// Whose proposals were refused, and why: the peers refused most, and all adversaries while they
/// fit.
std::string peer_figure(const run_result& result);

}  // namespace starling::deploy
