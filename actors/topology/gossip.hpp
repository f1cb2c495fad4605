#pragma once

#include <cstddef>
#include <cstdint>

#include "actors/topology/topology.hpp"

namespace starling::actors {

/// Each round stands the nodes in a random ring; each tells the `fanout` behind it, and with `pull`
/// is told by them too. Nobody is left out in any round, which independent draws would not promise.
/// O(fanout) time, O(1) memory.
topology_result make_gossip(const starling::topology::gossip& options, std::size_t nodes,
                            std::uint64_t seed);

}  // namespace starling::actors
