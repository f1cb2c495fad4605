#pragma once

#include <string>

#include "deploy/report/report_input.hpp"

namespace starling::deploy {

/// The figures of a run, large, with the hashes under them: what was learned, or what was found.
std::string tiles(const report_input& input);

}  // namespace starling::deploy
