#pragma once

#include <string>

#include "deploy/report/report_input.hpp"

namespace starling::deploy {

/// Whether particles looked for a least value, instead of models learning from data.
bool looked_for_least(const report_input& input);

/// The best and the median value over evaluations; above the known minimum, where there is one.
std::string convergence_figure(const report_input& input);

/// How far apart the particles are; nothing where that was not measured.
std::string diversity_figure(const run_result& result);

}  // namespace starling::deploy
