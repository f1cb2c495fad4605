#pragma once

#include <cstddef>

#include "actors/topology/topology.hpp"

namespace starling::actors {

/// Reads undirected edges from a text file: two node numbers a line, apart by blanks; # starts a
/// comment; blank lines are skipped; an edge that comes twice, in whichever direction, counts once.
/// Errors name the file and the line.
topology_result make_edges(const starling::topology::edges& options, std::size_t nodes);

}  // namespace starling::actors
