#pragma once

#include <span>
#include <string>

#include "deploy/report/report_input.hpp"

namespace starling::deploy {

/// One self-contained page: figures, plots as inline SVG, the topology, the configuration. It loads
/// nothing, reads without any script, prints, and follows the light or dark scheme of its reader.
/// All text that comes from a file or a user is escaped.
///
/// Cost: linear in rounds and refused peers; its size is bounded but for the configuration, since
/// neighbouring rounds share a point from some hundreds on. `others`: runs whose convergence is
/// drawn beside this one's.
std::string html_report(const report_input& input, std::span<const report_input> others = {});

}  // namespace starling::deploy
