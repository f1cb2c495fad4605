#include "actors/topology/tree.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace starling::actors {

namespace {

using messages::node_id;
using messages::round_number;

class tree final : public topology {
 public:
  /// `begins`: the first member of each layer, nodes included, and one past the root.
  tree(std::string_view kind, std::vector<std::size_t> begins)
      : kind_(kind), begins_(std::move(begins)) {}

  [[nodiscard]] std::string_view kind() const override { return kind_; }
  [[nodiscard]] std::size_t nodes() const override { return begins_[1]; }
  [[nodiscard]] std::size_t aggregators() const override { return begins_.back() - begins_[1]; }

  void targets(node_id member, round_number, std::vector<node_id>& out) const override {
    out.clear();
    const auto [first, last] = children(member);
    out.reserve(last - first + 1);
    for (std::size_t child = first; child < last; ++child) {
      out.push_back({static_cast<std::uint32_t>(child)});
    }
    if (const auto above = parent(member)) out.push_back(*above);
  }
  void sources(node_id member, round_number round, std::vector<node_id>& out) const override {
    targets(member, round, out);
  }
  [[nodiscard]] std::size_t links(node_id member) const override {
    const auto [first, last] = children(member);
    return last - first + (is_root(member) ? 0 : 1);
  }

  [[nodiscard]] double mixing_weight(node_id to, node_id from, round_number) const override {
    if (to == from) return own_weight(to);
    if (parent(to) == from || parent(from) == to) return edge_weight(to, from);
    return 0.0;
  }

  [[nodiscard]] std::optional<node_id> parent(node_id member) const override {
    if (is_root(member)) return std::nullopt;
    const std::size_t layer = layer_of(member);
    const std::size_t index = member.value - begins_[layer];
    return node_id{
        static_cast<std::uint32_t>(begins_[layer + 1] + index * size(layer + 1) / size(layer))};
  }

 private:
  [[nodiscard]] bool is_root(node_id member) const { return member.value + 1 == begins_.back(); }
  [[nodiscard]] std::size_t size(std::size_t layer) const {
    return begins_[layer + 1] - begins_[layer];
  }
  [[nodiscard]] std::size_t layer_of(node_id member) const {
    const auto above = std::upper_bound(begins_.begin(), begins_.end(), member.value);
    return static_cast<std::size_t>(above - begins_.begin()) - 1;
  }
  /// First child and one past the last; none for nodes. The inverse of parent().
  [[nodiscard]] std::pair<std::size_t, std::size_t> children(node_id member) const {
    const std::size_t layer = layer_of(member);
    if (layer == 0) return {0, 0};
    const std::size_t index = member.value - begins_[layer];
    const auto first = [&](std::size_t i) {
      return begins_[layer - 1] + (i * size(layer - 1) + size(layer) - 1) / size(layer);
    };
    return {first(index), first(index + 1)};
  }
  [[nodiscard]] double edge_weight(node_id a, node_id b) const {
    return 1.0 / (1.0 + static_cast<double>(std::max(links(a), links(b))));
  }
  /// O(1) above nodes, which all weigh the same; O(branching) above aggregators.
  [[nodiscard]] double own_weight(node_id member) const {
    double given = 0;
    const auto [first, last] = children(member);
    if (first < nodes()) {
      given = static_cast<double>(last - first) / (1.0 + static_cast<double>(links(member)));
    } else {
      for (std::size_t child = first; child < last; ++child) {
        given += edge_weight(member, {static_cast<std::uint32_t>(child)});
      }
    }
    if (const auto above = parent(member)) given += edge_weight(member, *above);
    return 1.0 - given;
  }

  std::string_view kind_;
  std::vector<std::size_t> begins_;
};

/// The most leaves that `layers` of `branching` reach; no more than nodes_max matters.
std::size_t reach(std::size_t layers, std::size_t branching) {
  std::size_t leaves = 1;
  for (std::size_t i = 0; i < layers && leaves < nodes_max; ++i) {
    leaves *= std::min(branching, nodes_max);
  }
  return std::min(leaves, nodes_max);
}

/// The smallest that reaches all nodes.
std::size_t enough_branching(std::size_t layers, std::size_t nodes) {
  std::size_t low = 1;
  std::size_t high = nodes;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (reach(layers, middle) >= nodes) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// The other way to reach all nodes, where there is one.
std::string or_layers(std::size_t nodes, std::size_t branching) {
  std::size_t layers = 1;
  while (layers < layers_max && reach(layers, branching) < nodes) ++layers;
  if (reach(layers, branching) < nodes) return "";
  return " or " + std::to_string(layers) + " layers";
}

topology_result made(std::string_view kind, std::size_t nodes, std::size_t layers,
                     std::size_t branching) {
  std::vector<std::size_t> begins = {0, nodes};
  std::size_t size = nodes;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    size = (size + branching - 1) / branching;
    begins.push_back(begins.back() + size);
  }
  return std::unique_ptr<const topology>(std::make_unique<tree>(kind, std::move(begins)));
}

}  // namespace

topology_result make_star(std::size_t nodes) {
  return made("star", nodes, 1, nodes);
}

topology_result make_hierarchical(const starling::topology::hierarchical& options,
                                  std::size_t nodes) {
  const auto [layers, branching] = options;
  if (layers == 0 || layers > layers_max) {
    return messages::failure{topology_error{"a hierarchy of " + std::to_string(layers) +
                                            " layers was asked for: layers may be 1 to " +
                                            std::to_string(layers_max)}};
  }
  const std::size_t enough = enough_branching(layers, nodes);
  if (branching == 0) return made("hierarchical", nodes, layers, enough);
  if (branching >= enough) return made("hierarchical", nodes, layers, branching);
  return messages::failure{topology_error{
      "a hierarchy of " + std::to_string(layers) + " layers with branching " +
      std::to_string(branching) + " was asked for with " + std::to_string(nodes) +
      " nodes: it reaches " + std::to_string(reach(layers, branching)) +
      ", for all it takes branching " + std::to_string(enough) + or_layers(nodes, branching)}};
}

}  // namespace starling::actors
