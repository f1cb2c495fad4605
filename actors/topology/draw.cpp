#include "actors/topology/draw.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace starling::actors {

namespace {

using messages::node_id;

struct drawing {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  bool directed = false;
};

/// Directed where someone does not hear exactly those who hear it.
drawing draw(const topology& network, messages::round_number round) {
  drawing result;
  std::vector<node_id> targets;
  std::vector<node_id> sources;
  for (std::uint32_t member = 0; member < network.members() && !result.directed; ++member) {
    network.targets({member}, round, targets);
    network.sources({member}, round, sources);
    result.directed = targets != sources;
  }
  for (std::uint32_t member = 0; member < network.members(); ++member) {
    network.targets({member}, round, targets);
    for (const node_id target : targets) {
      if (result.directed || member < target.value) result.edges.emplace_back(member, target.value);
    }
  }
  return result;
}

/// In quotes, as DOT and JSON both read it; control characters, which no kind has, are left out.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= ' ') out += c;
  }
  return out + '"';
}

}  // namespace

std::string to_dot(const topology& network, messages::round_number round) {
  const drawing drawn = draw(network, round);
  std::string out = (drawn.directed ? "digraph " : "graph ") + quoted(network.kind()) + " {\n";
  for (std::size_t member = 0; member < network.members(); ++member) {
    out += "  " + std::to_string(member) + (member < network.nodes() ? ";\n" : " [shape=box];\n");
  }
  for (const auto& [from, to] : drawn.edges) {
    out += "  " + std::to_string(from) + (drawn.directed ? " -> " : " -- ") + std::to_string(to) +
           ";\n";
  }
  return out + "}\n";
}

std::string to_json(const topology& network, messages::round_number round) {
  const drawing drawn = draw(network, round);
  std::string out = "{\"kind\":" + quoted(network.kind()) +
                    ",\"nodes\":" + std::to_string(network.nodes()) +
                    ",\"aggregators\":" + std::to_string(network.aggregators()) + ",\"edges\":[";
  for (const auto& [from, to] : drawn.edges) {
    if (out.back() != '[') out += ',';
    out += '[';
    out += std::to_string(from);
    out += ',';
    out += std::to_string(to);
    out += ']';
  }
  return out + "],\"directed\":" + (drawn.directed ? "true" : "false") + "}\n";
}

}  // namespace starling::actors
