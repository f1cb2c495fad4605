#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace starling::aggregation {

/// The `size` of n points whose largest distance is smallest, ascending; of several such sets the
/// lexicographically lowest.
///
/// Exact: for each of the distances tried, n - size points must cover all pairs that are further
/// apart, which a bounded search tree decides. None when the trees take more than `nodes_max`
/// nodes.
///
/// Shape:  n × n distances, or their squares, symmetric; 1 <= size <= n.
/// Cost:   O(n² log n) time besides the nodes, O(n² / 64) each and 2^(n - size) at worst.
std::optional<std::vector<std::size_t>> minimum_diameter(std::span<const double> distances,
                                                         std::size_t n, std::size_t size,
                                                         std::size_t nodes_max);

}  // namespace starling::aggregation
