#pragma once

#include <string>

#include "deploy/report/report_input.hpp"

namespace starling::deploy {

/// The particles of a function of two coordinates over its contours, as they were after the last
/// round; the page's script plays all rounds. Nothing where the function has no grid of values.
///
/// Bounded: at most `frames_max` rounds and `positions_max` positions are kept, evenly chosen.
std::string path_figure(const report_input& input);

}  // namespace starling::deploy
