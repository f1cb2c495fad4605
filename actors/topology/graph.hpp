#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/topology/topology.hpp"

/// Undirected graphs that have to be remembered edge by edge.
namespace starling::actors {

using node_pair = std::pair<std::uint32_t, std::uint32_t>;

/// Union–find with path halving; 4 bytes a node.
class disjoint_sets {
 public:
  explicit disjoint_sets(std::size_t count);
  /// The node that stands for the set of `x`: the lowest in it.
  std::uint32_t find(std::uint32_t x);
  /// False if they were together already.
  bool unite(std::uint32_t a, std::uint32_t b);

 private:
  std::vector<std::uint32_t> parent_;
};

/// Some node that no path of `pairs` joins to node 0; none where the graph is connected.
std::optional<std::uint32_t> unreachable_from_first(std::size_t nodes,
                                                    const std::vector<node_pair>& pairs);

/// The same graph in every round. `pairs` are distinct, in either direction, and none is a loop.
/// 8 bytes a node and 8 an edge. `kind` outlives the graph.
std::unique_ptr<const topology> make_graph(std::string_view kind, std::size_t nodes,
                                           const std::vector<node_pair>& pairs);

}  // namespace starling::actors
