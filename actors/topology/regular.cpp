#include "actors/topology/regular.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "actors/topology/graph.hpp"
#include "messages/types/random.hpp"

namespace starling::actors {

namespace {

using messages::random_source;

/// Which edges there are: a row of neighbours per node, or, where that takes less, a bit per pair.
class edge_set {
 public:
  edge_set(std::size_t nodes, std::size_t degree)
      : nodes_(nodes), degree_(degree), dense_(nodes <= 32 * degree) {
    if (dense_) {
      bits_.resize(nodes * nodes);
    } else {
      rows_.assign(nodes * degree, none);
    }
  }

  [[nodiscard]] bool contains(std::uint32_t a, std::uint32_t b) const {
    if (dense_) return bits_[a * nodes_ + b];
    const auto around = std::span(rows_).subspan(a * degree_, degree_);
    return std::find(around.begin(), around.end(), b) != around.end();
  }
  void insert(std::uint32_t a, std::uint32_t b) {
    set(a, b, true);
    set(b, a, true);
  }
  void erase(std::uint32_t a, std::uint32_t b) {
    set(a, b, false);
    set(b, a, false);
  }

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  void set(std::uint32_t a, std::uint32_t b, bool present) {
    if (dense_) {
      bits_[a * nodes_ + b] = present;
      return;
    }
    const auto around = std::span(rows_).subspan(a * degree_, degree_);
    *std::find(around.begin(), around.end(), present ? none : b) = present ? b : none;
  }

  std::size_t nodes_;
  std::size_t degree_;
  bool dense_;
  std::vector<bool> bits_;
  std::vector<std::uint32_t> rows_;
};

/// One draw of the pairing model. Few nodes of high degree may end in a corner that no switch
/// leaves.
class pairing {
 public:
  pairing(std::size_t nodes, std::size_t degree, random_source& random)
      : random_(random), edges_(nodes, degree), pairs_(nodes * degree / 2), good_(pairs_.size()) {
    std::vector<std::uint32_t> ends(nodes * degree);
    for (std::size_t i = 0; i < ends.size(); ++i) ends[i] = static_cast<std::uint32_t>(i / degree);
    random_.shuffle(std::span(ends));
    for (std::size_t i = 0; i < pairs_.size(); ++i) place(i, {ends[2 * i], ends[2 * i + 1]});
  }

  /// False: draw again.
  bool make_simple() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      for (int tries = 0; !good_[i]; ++tries) {
        if (tries == tries_max) return false;
        switch_with(i, random_.below(pairs_.size()));
      }
    }
    return true;
  }

  /// Undoes what making it simple favoured, which matters among few nodes.
  void stir() {
    const std::size_t switches = std::min<std::size_t>(20 * pairs_.size(), 100'000);
    for (std::size_t i = 0; i < switches; ++i) {
      switch_with(random_.below(pairs_.size()), random_.below(pairs_.size()));
    }
  }

  std::vector<node_pair> take() { return std::move(pairs_); }

 private:
  static constexpr int tries_max = 500;

  [[nodiscard]] bool is_new(node_pair p) const {
    return p.first != p.second && !edges_.contains(p.first, p.second);
  }
  void place(std::size_t i, node_pair p) {
    pairs_[i] = p;
    good_[i] = is_new(p);
    if (good_[i]) edges_.insert(p.first, p.second);
  }
  /// (u, v), (x, y) → (u, x), (v, y), where both are new and the second was a good pair.
  void switch_with(std::size_t one, std::size_t other) {
    if (!good_[other]) return;
    const auto [u, v] = pairs_[one];
    auto [x, y] = pairs_[other];
    if (random_() % 2 == 0) std::swap(x, y);
    if (!is_new({u, x}) || !is_new({v, y})) return;
    if (good_[one]) edges_.erase(u, v);
    edges_.erase(x, y);
    place(one, {u, x});
    place(other, {v, y});
  }

  random_source& random_;
  edge_set edges_;
  std::vector<node_pair> pairs_;
  std::vector<bool> good_;  ///< Which pairs are in `edges_`.
};

/// Joins the components, each of which has a cycle as all degrees are at least 2: an edge that lies
/// on one can go without cutting anything off, and after the switch both new edges lie on one
/// again.
void connect(std::size_t nodes, std::vector<node_pair>& pairs) {
  constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  disjoint_sets joined(nodes);
  std::vector<std::size_t> closing;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!joined.unite(pairs[i].first, pairs[i].second)) closing.push_back(i);
  }
  std::vector<bool> seen(nodes);
  std::size_t last = none;
  for (const std::size_t i : closing) {
    const std::uint32_t component = joined.find(pairs[i].first);
    if (seen[component]) continue;
    seen[component] = true;
    if (last != none) std::swap(pairs[last].second, pairs[i].first);
    last = i;
  }
}

/// All pairs that are not among these; O(nodes²).
std::vector<node_pair> complement(std::size_t nodes, std::size_t degree,
                                  const std::vector<node_pair>& pairs) {
  edge_set edges(nodes, std::max<std::size_t>(degree, 1));
  for (const auto& [a, b] : pairs) edges.insert(a, b);
  std::vector<node_pair> others;
  others.reserve(nodes * (nodes - 1 - degree) / 2);
  for (std::uint32_t a = 0; a < nodes; ++a) {
    for (std::uint32_t b = a + 1; b < nodes; ++b) {
      if (!edges.contains(a, b)) others.emplace_back(a, b);
    }
  }
  return others;
}

/// None only for a degree that no simple graph has: few draws of legal ones end in a corner.
std::optional<std::vector<node_pair>> draw_simple(std::size_t nodes, std::size_t degree,
                                                  random_source& random) {
  constexpr int draws_max = 1000;
  for (int draw = 0; draw < draws_max; ++draw) {
    pairing drawn(nodes, degree, random);
    if (!drawn.make_simple()) continue;
    drawn.stir();
    return drawn.take();
  }
  return std::nullopt;
}

/// What is wrong with the degree, in the words of what is possible; empty if nothing is.
std::string possible_degrees(std::size_t degree, std::size_t nodes) {
  const bool odd = nodes % 2 == 1;
  if (nodes < 2) return "it needs at least 2 nodes";
  if (nodes == 2) return degree == 1 ? "" : "with 2 nodes the degree can only be 1";
  if (degree < 2 || degree >= nodes) {
    return "the degree may be 2 to " + std::to_string(nodes - 1) + (odd ? ", if even" : "");
  }
  if (odd && degree % 2 == 1) {
    return "nodes x degree must be even, so take degree " + std::to_string(degree - 1) + " or " +
           std::to_string(degree + 1) + ", or " + std::to_string(nodes + 1) + " nodes";
  }
  if (degree > 2 * edges_max / nodes) {
    return "nodes x degree may be at most " + std::to_string(2 * edges_max);
  }
  return "";
}

}  // namespace

topology_result make_regular(const starling::topology::regular& options, std::size_t nodes,
                             std::uint64_t seed) {
  const std::size_t degree = options.degree;
  const std::string asked = "a regular graph of degree " + std::to_string(degree) +
                            " was asked for with " + std::to_string(nodes) +
                            (nodes == 1 ? " node: " : " nodes: ");
  if (const std::string possible = possible_degrees(degree, nodes); !possible.empty()) {
    return messages::failure{topology_error{asked + possible}};
  }
  random_source random(messages::substream(seed, "regular"));
  // With more than half of all edges, it is easier to draw those that are absent. Then any graph is
  // connected: two nodes that are no neighbours have one in common.
  const bool absent = degree > (nodes - 1) / 2;
  const std::size_t drawn = absent ? nodes - 1 - degree : degree;
  auto pairs = draw_simple(nodes, drawn, random);
  if (!pairs) return messages::failure{topology_error{asked + "none was found, try another seed"}};
  if (absent) {
    pairs = complement(nodes, drawn, *pairs);
  } else {
    connect(nodes, *pairs);
  }
  return make_graph("regular", nodes, *pairs);
}

}  // namespace starling::actors
