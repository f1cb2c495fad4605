#pragma once

#include <cstddef>

#include "actors/topology/topology.hpp"

/// Graphs that arithmetic describes: the same in every round, all degrees equal, O(1) memory, and
/// O(degree) time for neighbours.
namespace starling::actors {

topology_result make_ring(std::size_t nodes);
topology_result make_mesh(std::size_t nodes);
topology_result make_torus(const starling::topology::torus& options, std::size_t nodes);
topology_result make_hypercube(std::size_t nodes);

}  // namespace starling::actors
