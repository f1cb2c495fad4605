#pragma once

#include <cstddef>

#include "actors/topology/topology.hpp"

/// Trees of aggregators over nodes as leaves. Layer by layer from the nodes up, children of one
/// parent are neighbours in number and the numbers of children differ by at most one: O(layers)
/// memory.
namespace starling::actors {

topology_result make_star(std::size_t nodes);
topology_result make_hierarchical(const starling::topology::hierarchical& options,
                                  std::size_t nodes);

}  // namespace starling::actors
