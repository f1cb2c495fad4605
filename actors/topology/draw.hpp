#pragma once

#include <string>

#include "actors/topology/topology.hpp"

/// The graph of one round for people and programs; edges ascending, hence the same text every time.
namespace starling::actors {

/// Graphviz: `a -> b` says that b hears a; aggregators are boxes.
std::string to_dot(const topology& network, messages::round_number round);

/// {"kind", "nodes", "aggregators", "edges": [[from, to]…], "directed"}; an undirected edge is
/// named once, lower number first.
std::string to_json(const topology& network, messages::round_number round);

}  // namespace starling::actors
