#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace starling::aggregation {

/// How much of the trust of one node reaches each other over the edges of a graph: a random walk
/// from it, ended after ⌈log2 n⌉ steps, before it has got past the few edges that lead into a
/// cluster of colluders; divided by the degree.
///
/// Shape:  `neighbours[i]` are those of node i, an undirected graph; n numbers out, the largest 1.
/// The walk stays where it is every second time: on a bipartite graph, such as a ring, a plain one
/// from a single seed would leave every second node without trust. A node without neighbours has 0.
/// Cost:   O(edges · log n) time, O(n) memory.
/// Paper:  Cao et al., "Aiding the Detection of Fake Accounts in Large Scale Social Online
///         Services" (SybilRank), NSDI 2012.
[[nodiscard]] std::vector<double> graph_trust(
    std::span<const std::vector<std::uint32_t>> neighbours, std::size_t seed);

}  // namespace starling::aggregation
