#include "actors/topology/graph.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace starling::actors {

namespace {

using messages::node_id;
using messages::round_number;

class remembered_graph final : public topology {
 public:
  remembered_graph(std::string_view kind, std::size_t nodes, const std::vector<node_pair>& pairs)
      : kind_(kind), begins_(nodes + 1), neighbours_(2 * pairs.size()) {
    for (const auto& [a, b] : pairs) {
      ++begins_[a];
      ++begins_[b];
    }
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    for (const auto& [a, b] : pairs) {
      neighbours_[--begins_[a]] = {b};
      neighbours_[--begins_[b]] = {a};
    }
    for (std::size_t i = 0; i < nodes; ++i) {
      std::sort(neighbours_.begin() + static_cast<std::ptrdiff_t>(begins_[i]),
                neighbours_.begin() + static_cast<std::ptrdiff_t>(begins_[i + 1]));
    }
  }

  [[nodiscard]] std::string_view kind() const override { return kind_; }
  [[nodiscard]] std::size_t nodes() const override { return begins_.size() - 1; }
  void targets(node_id member, round_number, std::vector<node_id>& out) const override {
    const auto around = neighbours(member);
    out.assign(around.begin(), around.end());
  }
  void sources(node_id member, round_number round, std::vector<node_id>& out) const override {
    targets(member, round, out);
  }
  [[nodiscard]] std::size_t links(node_id member) const override {
    return neighbours(member).size();
  }
  [[nodiscard]] double mixing_weight(node_id to, node_id from, round_number) const override {
    const auto around = neighbours(to);
    if (to == from) {
      double given = 0;
      for (const node_id other : around) given += edge_weight(to, other);
      return 1.0 - given;
    }
    return std::binary_search(around.begin(), around.end(), from) ? edge_weight(to, from) : 0.0;
  }

 private:
  [[nodiscard]] std::span<const node_id> neighbours(node_id member) const {
    return std::span(neighbours_)
        .subspan(begins_[member.value], begins_[member.value + 1] - begins_[member.value]);
  }
  [[nodiscard]] double edge_weight(node_id a, node_id b) const {
    return 1.0 / (1.0 + static_cast<double>(std::max(links(a), links(b))));
  }

  std::string_view kind_;
  std::vector<std::size_t> begins_;  ///< Where each node's neighbours begin, and one past the last.
  std::vector<node_id> neighbours_;  ///< Ascending for each node.
};

}  // namespace

disjoint_sets::disjoint_sets(std::size_t count) : parent_(count) {
  std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
}

std::uint32_t disjoint_sets::find(std::uint32_t x) {
  while (parent_[x] != x) {
    parent_[x] = parent_[parent_[x]];
    x = parent_[x];
  }
  return x;
}

bool disjoint_sets::unite(std::uint32_t a, std::uint32_t b) {
  a = find(a);
  b = find(b);
  parent_[std::max(a, b)] = std::min(a, b);
  return a != b;
}

std::optional<std::uint32_t> unreachable_from_first(std::size_t nodes,
                                                    const std::vector<node_pair>& pairs) {
  disjoint_sets joined(nodes);
  for (const auto& [a, b] : pairs) joined.unite(a, b);
  for (std::uint32_t node = 1; node < nodes; ++node) {
    if (joined.find(node) != 0) return node;
  }
  return std::nullopt;
}

std::unique_ptr<const topology> make_graph(std::string_view kind, std::size_t nodes,
                                           const std::vector<node_pair>& pairs) {
  return std::make_unique<remembered_graph>(kind, nodes, pairs);
}

}  // namespace starling::actors
