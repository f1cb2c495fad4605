#include "deploy/report/page/topology_drawing.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>
#include <set>
#include <utility>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/markup.hpp"

namespace starling::deploy {

namespace {

using nlohmann::json;
using edge = std::pair<std::uint64_t, std::uint64_t>;

constexpr std::size_t text_bytes_max = 8U << 20U;
constexpr std::uint64_t drawn_max = 64;
constexpr std::size_t levels_max = 32;
constexpr std::uint64_t members_max = std::uint64_t{1} << 32U;

struct graph {
  std::string kind;
  std::uint64_t nodes = 0;
  std::uint64_t aggregators = 0;
  bool directed = false;
  std::vector<edge> edges;
};

struct place {
  double x = 0;
  double y = 0;
};
/// What is drawn, where. Keys: members.
using layout = std::map<std::uint64_t, place>;

std::uint64_t number_or_zero(const json& root, const char* key) {
  const auto member = root.find(key);
  if (member == root.end() || !member->is_number_unsigned()) return 0;
  return std::min(member->get<std::uint64_t>(), members_max);
}

std::optional<graph> to_graph(std::string_view description) {
  const json root = json::parse(description, nullptr, false);
  if (!root.is_object()) return std::nullopt;
  graph out;
  if (const auto kind = root.find("kind"); kind != root.end() && kind->is_string()) {
    out.kind = printable(kind->get_ref<const std::string&>());
  }
  out.nodes = number_or_zero(root, "nodes");
  out.aggregators = number_or_zero(root, "aggregators");
  const auto directed = root.find("directed");
  out.directed = directed != root.end() && directed->is_boolean() && directed->get<bool>();
  const auto edges = root.find("edges");
  if (out.nodes == 0 || edges == root.end() || !edges->is_array()) return std::nullopt;
  const auto is_member = [&](const json& end) {
    return end.is_number_unsigned() && end.get<std::uint64_t>() < out.nodes + out.aggregators;
  };
  for (const json& pair : *edges) {
    if (!pair.is_array() || pair.size() != 2 || !is_member(pair[0]) || !is_member(pair[1])) {
      return std::nullopt;
    }
    out.edges.emplace_back(pair[0].get<std::uint64_t>(), pair[1].get<std::uint64_t>());
  }
  return out;
}

/// All nodes, or 64 evenly spaced ones.
std::vector<std::uint64_t> chosen_nodes(std::uint64_t nodes) {
  const std::uint64_t count = std::min(nodes, drawn_max);
  std::vector<std::uint64_t> chosen;
  for (std::uint64_t i = 0; i < count; ++i) chosen.push_back(i * nodes / count);
  return chosen;
}

/// Of each member the aggregator it reports to: the lesser end of no edge between aggregators is
/// its child's parent, as aggregators are numbered upwards to the root.
std::map<std::uint64_t, std::uint64_t> parents(const graph& g) {
  std::map<std::uint64_t, std::uint64_t> parent;
  for (const auto& [a, b] : g.edges) {
    const auto [child, up] = std::minmax(a, b);
    if (up >= g.nodes && child != up) parent[child] = up;
  }
  return parent;
}

layout on_circle(const std::vector<std::uint64_t>& members, place centre, double radius) {
  layout out;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double turn = static_cast<double>(i) / static_cast<double>(members.size());
    const double angle = 2 * std::numbers::pi * turn - std::numbers::pi / 2;
    out[members[i]] = {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
  }
  return out;
}

struct tree {
  std::map<std::uint64_t, std::size_t> level;                    ///< 0: leaves.
  std::map<std::uint64_t, std::vector<std::uint64_t>> children;  ///< Of what is drawn.
};

tree grow(const std::vector<std::uint64_t>& leaves,
          const std::map<std::uint64_t, std::uint64_t>& parent) {
  tree out;
  for (const std::uint64_t leaf : leaves) {
    out.level[leaf] = 0;
    std::uint64_t member = leaf;
    std::size_t level = 0;
    for (auto up = parent.find(member); up != parent.end() && level < levels_max;
         up = parent.find(member)) {
      auto& siblings = out.children[up->second];
      if (std::find(siblings.begin(), siblings.end(), member) == siblings.end()) {
        siblings.push_back(member);
      }
      member = up->second;
      out.level[member] = std::max(out.level[member], ++level);
    }
  }
  return out;
}

/// Leaves in a row, each parent above the middle of its children.
layout as_tree(const tree& t, double width, double top, double bottom) {
  std::size_t levels = 1;
  for (const auto& [member, level] : t.level) levels = std::max(levels, level);
  layout out;
  // Leaves in the order in which a walk down from the roots meets them: siblings side by side.
  std::vector<std::uint64_t> leaves;
  std::set<std::uint64_t> seen;
  const auto walk = [&](const auto& self, std::uint64_t member) -> void {
    if (!seen.insert(member).second) return;
    const auto below = t.children.find(member);
    if (below == t.children.end()) return leaves.push_back(member);
    for (const std::uint64_t child : below->second) self(self, child);
  };
  for (auto it = t.level.rbegin(); it != t.level.rend(); ++it) walk(walk, it->first);
  const double pitch = width / static_cast<double>(leaves.size());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    out[leaves[i]] = {pitch * (static_cast<double>(i) + 0.5), bottom};
  }
  for (std::size_t level = 1; level <= levels; ++level) {
    const double y =
        bottom - (bottom - top) * static_cast<double>(level) / static_cast<double>(levels);
    for (const auto& [member, at] : t.level) {
      const auto below = t.children.find(member);
      if (at != level || below == t.children.end()) continue;
      double sum = 0;
      for (const std::uint64_t child : below->second) sum += out[child].x;
      out[member] = {sum / static_cast<double>(below->second.size()), y};
    }
  }
  return out;
}

/// Each drawn pair once, or twice where it is directed both ways.
std::vector<edge> drawn_edges(const graph& g, const layout& at) {
  std::set<edge> unique;
  for (const auto& [a, b] : g.edges) {
    if (a == b || !at.contains(a) || !at.contains(b)) continue;
    unique.insert(g.directed ? edge{a, b} : edge{std::min(a, b), std::max(a, b)});
  }
  return {unique.begin(), unique.end()};
}

std::string draw_edges(const std::vector<edge>& edges, const layout& at, double radius,
                       bool directed) {
  const char* tone = edges.size() > 600 ? "edge thin" : edges.size() > 120 ? "edge fine" : "edge";
  const bool arrows = directed && edges.size() <= 300;
  std::string out;
  for (const auto& [a, b] : edges) {
    const place from = at.at(a);
    const place to = at.at(b);
    const double length = std::max(std::hypot(to.x - from.x, to.y - from.y), 1.0);
    const double dx = (to.x - from.x) / length;
    const double dy = (to.y - from.y) / length;
    const double gap = arrows ? radius + 2 : radius;
    const place tip = {to.x - dx * gap, to.y - dy * gap};
    out += svg_line(from.x + dx * radius, from.y + dy * radius, tip.x, tip.y, tone);
    if (!arrows) continue;
    const auto corner = [&](double along, double across) {
      return px(tip.x - dx * along - dy * across) + "," + px(tip.y - dy * along + dx * across);
    };
    out += "<polygon class=\"arrow\" points=\"" + corner(0, 0) + " " + corner(7, 2.8) + " " +
           corner(7, -2.8) + "\"/>";
  }
  return out;
}

std::string shape(place at, double radius, double width, bool aggregator) {
  if (aggregator) {
    return "<rect class=\"member\" x=\"" + px(at.x - width / 2) + "\" y=\"" + px(at.y - radius) +
           "\" width=\"" + px(width) + "\" height=\"" + px(2 * radius) + "\" rx=\"3.5\"/>";
  }
  return "<circle class=\"member\" cx=\"" + px(at.x) + "\" cy=\"" + px(at.y) + "\" r=\"" +
         px(radius) + "\"/>";
}

/// Names stand in the member where they fit; those of small nodes stand outside, `away` from the
/// centre, every `stride`-th only where they would overlap.
struct naming {
  double size = 11;  // px
  bool inside = true;
  std::size_t stride = 1;
};

constexpr double name_width = 0.62;  // of a bold digit, in font sizes

naming naming_for(const layout& at, const graph& g, double radius, double pitch) {
  std::size_t digits = 1;
  for (const auto& [member, where] : at) {
    if (member < g.nodes) digits = std::max(digits, std::to_string(member).size());
  }
  const double room = 2 * (radius - 2) / (name_width * static_cast<double>(digits));
  if (room >= 7.5) return {std::min(11.0, room), true, 1};
  const double needed = name_width * 9.5 * static_cast<double>(digits) + 4;
  return {9.5, false, static_cast<std::size_t>(std::ceil(std::max(needed / pitch, 1.0)))};
}

std::string draw_members(const layout& at, const graph& g, double radius, const naming& names,
                         const std::set<std::uint64_t>& adversaries, std::optional<place> centre) {
  std::string out;
  std::size_t index = 0;
  for (const auto& [member, where] : at) {
    const bool aggregator = member >= g.nodes;
    const bool liar = adversaries.contains(member);
    const std::string name = std::to_string(member);
    const char* tone = aggregator ? "aggregator" : liar ? "adversary" : "peer";
    const double r = aggregator ? std::max(radius, 8.5) : radius;
    const double width = std::max(2 * r, 11 * name_width * static_cast<double>(name.size()) + 6);
    out += "<g class=\"" + std::string(tone) + "\">" + shape(where, r, width, aggregator);
    if (aggregator || names.inside) {
      const double size = aggregator ? 11 : names.size;
      out += "<text class=\"member-name\" x=\"" + px(where.x) + "\" y=\"" +
             px(where.y + size * 0.36) + "\" font-size=\"" + px(size) + "\">" + name + "</text>";
    } else if (index++ % names.stride == 0) {
      const double dx = centre ? where.x - centre->x : 0;
      const double dy = centre ? where.y - centre->y : 1;
      const double length = std::hypot(dx, dy);
      const double away = (radius + (centre ? 6 : 10)) / length;
      const char* side = dx < -0.2 * length  ? "member-label end"
                         : dx > 0.2 * length ? "member-label"
                                             : "member-label mid";
      out += svg_text(where.x + dx * away, where.y + dy * away * 1.2 + 3.4, side, name);
    }
    out += "</g>";
  }
  return out;
}

std::string describe_graph(const graph& g, std::size_t adversaries) {
  std::string out = grouped(g.nodes) + (g.nodes == 1 ? " node" : " nodes");
  if (g.aggregators > 0) {
    out += ", " + grouped(g.aggregators) + (g.aggregators == 1 ? " aggregator" : " aggregators");
  }
  out += ", " + grouped(g.edges.size()) + (g.directed ? " directed" : "") +
         (g.edges.size() == 1 ? " edge" : " edges");
  if (adversaries > 0) {
    out += ", " + grouped(adversaries) + (adversaries == 1 ? " adversary" : " adversaries");
  }
  if (g.kind == "gossip") out += "; drawn anew each round, one round is shown";
  if (g.nodes > drawn_max) {
    out += "; " + grouped(drawn_max) + " evenly spaced nodes are shown, with the links among them";
  }
  return (g.kind.empty() ? "" : g.kind + ": ") + out + ".";
}

}  // namespace

topology_drawing draw_topology(std::string_view description,
                               const std::vector<messages::node_id>& adversaries) {
  topology_drawing out;
  if (description.empty()) return {"", "The topology was not recorded.", false};
  if (description.size() > text_bytes_max) {
    return {"", "The topology has too many edges to be drawn here: see topology.json.", false};
  }
  const std::optional<graph> g = to_graph(description);
  if (!g) return {"", "The recorded topology is malformed.", false};
  std::set<std::uint64_t> liars;
  for (const messages::node_id liar : adversaries) liars.insert(liar.value);
  out.sentence = describe_graph(*g, liars.size());
  const std::vector<std::uint64_t> chosen = chosen_nodes(g->nodes);
  const bool is_tree = g->aggregators > 0;
  out.wide = is_tree && chosen.size() > 20;
  const place size = {out.wide ? 1160.0 : 560.0, is_tree ? 290.0 : 480.0};
  const place centre = {size.x / 2, size.y / 2};
  constexpr double circle = 208;
  const double count = static_cast<double>(chosen.size());
  const double pitch = (is_tree ? size.x : 2 * std::numbers::pi * circle) / count;
  const double radius = std::clamp(pitch * 0.38, 4.0, 13.0);
  const layout at = is_tree ? as_tree(grow(chosen, parents(*g)), size.x, 24, size.y - 28)
                            : on_circle(chosen, centre, circle);
  out.svg = "<svg viewBox=\"0 0 " + px(size.x) + " " + px(size.y) +
            "\" role=\"img\" aria-label=\"" + escaped(out.sentence) + "\">" +
            draw_edges(drawn_edges(*g, at), at, radius, g->directed && !is_tree) +
            draw_members(at, *g, radius, naming_for(at, *g, radius, pitch), liars,
                         is_tree ? std::nullopt : std::optional(centre)) +
            "</svg>";
  return out;
}

}  // namespace starling::deploy
