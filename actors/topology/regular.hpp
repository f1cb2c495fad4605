#pragma once

#include <cstddef>
#include <cstdint>

#include "actors/topology/topology.hpp"

namespace starling::actors {

/// Draws a connected graph without loops or double edges in which all nodes have `degree`
/// neighbours: the pairing model (Bollobás 1980), what is no simple edge switched with another pair
/// (McKay, Wormald 1990), components joined by one switch each. About uniform, but that degree 2
/// always gives one cycle; O(nodes × degree) expected.
topology_result make_regular(const starling::topology::regular& options, std::size_t nodes,
                             std::uint64_t seed);

}  // namespace starling::actors
