#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "deploy/report/report_input.hpp"

namespace starling::deploy {

inline constexpr std::size_t compared_max = 8;

/// Not owned; the first is the run whose page it is.
using compared_runs = std::vector<const report_input*>;
compared_runs together(const report_input& first, std::span<const report_input> others);

/// One name per run: the kind of its topology, or its own name where others share that kind, with
/// the seed or a number where that is not enough.
std::vector<std::string> names_of_runs(const compared_runs& runs);

/// Why runs do not fit into one figure, in a sentence; empty where they do: at most `compared_max`,
/// all of particles or all of models.
std::string why_incomparable(const compared_runs& runs);

/// One line per run: of particles the best value over evaluations, of models the loss over rounds.
/// Where all look for the same known minimum, the distance to it. Runs that are not comparable
/// give the sentence instead of lines.
std::string comparison_figure(const compared_runs& runs);

}  // namespace starling::deploy
