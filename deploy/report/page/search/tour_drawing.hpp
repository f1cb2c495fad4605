#pragma once

#include <string>

#include "deploy/report/report_input.hpp"

namespace starling::deploy {

/// The best tour through its cities, with its length; nothing where cities have no places. What is
/// no tour of them gives a sentence instead of a drawing.
std::string tour_figure(const report_input& input);

}  // namespace starling::deploy
