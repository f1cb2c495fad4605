#include "actors/topology/lattice.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace starling::actors {

namespace {

using messages::node_id;
using messages::round_number;

class lattice : public topology {
 public:
  lattice(std::size_t nodes, std::size_t degree) : nodes_(nodes), degree_(degree) {}

  [[nodiscard]] std::size_t nodes() const override { return nodes_; }
  void targets(node_id member, round_number, std::vector<node_id>& out) const override {
    out.clear();
    neighbours(member.value, out);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }
  void sources(node_id member, round_number round, std::vector<node_id>& out) const override {
    targets(member, round, out);
  }
  [[nodiscard]] std::size_t links(node_id) const override { return degree_; }
  [[nodiscard]] double mixing_weight(node_id to, node_id from, round_number) const override {
    const bool heard = to == from || adjacent(to.value, from.value);
    return heard ? 1.0 / (1.0 + static_cast<double>(degree_)) : 0.0;
  }

 protected:
  /// Appends the neighbours in any order, perhaps twice, never oneself.
  virtual void neighbours(std::size_t node, std::vector<node_id>& out) const = 0;
  /// a ≠ b.
  [[nodiscard]] virtual bool adjacent(std::size_t a, std::size_t b) const = 0;

  static void append(std::size_t node, std::vector<node_id>& out) {
    out.push_back({static_cast<std::uint32_t>(node)});
  }
  static bool adjacent_in_ring(std::size_t a, std::size_t b, std::size_t size) {
    const std::size_t apart = a < b ? b - a : a - b;
    return apart == 1 || apart + 1 == size;
  }

 private:
  std::size_t nodes_;
  std::size_t degree_;
};

class ring final : public lattice {
 public:
  explicit ring(std::size_t nodes) : lattice(nodes, std::min<std::size_t>(2, nodes - 1)) {}
  [[nodiscard]] std::string_view kind() const override { return "ring"; }

 private:
  void neighbours(std::size_t node, std::vector<node_id>& out) const override {
    append((node + 1) % nodes(), out);
    append((node + nodes() - 1) % nodes(), out);
  }
  [[nodiscard]] bool adjacent(std::size_t a, std::size_t b) const override {
    return adjacent_in_ring(a, b, nodes());
  }
};

class mesh final : public lattice {
 public:
  explicit mesh(std::size_t nodes) : lattice(nodes, nodes - 1) {}
  [[nodiscard]] std::string_view kind() const override { return "mesh"; }

 private:
  void neighbours(std::size_t node, std::vector<node_id>& out) const override {
    out.reserve(nodes() - 1);
    for (std::size_t other = 0; other < nodes(); ++other) {
      if (other != node) append(other, out);
    }
  }
  [[nodiscard]] bool adjacent(std::size_t, std::size_t) const override { return true; }
};

class torus final : public lattice {
 public:
  torus(std::size_t rows, std::size_t columns)
      : lattice(rows * columns,
                std::min<std::size_t>(2, rows - 1) + std::min<std::size_t>(2, columns - 1)),
        rows_(rows),
        columns_(columns) {}
  [[nodiscard]] std::string_view kind() const override { return "torus"; }

 private:
  void neighbours(std::size_t node, std::vector<node_id>& out) const override {
    const std::size_t row = node / columns_;
    const std::size_t column = node % columns_;
    append((row + 1) % rows_ * columns_ + column, out);
    append((row + rows_ - 1) % rows_ * columns_ + column, out);
    append(row * columns_ + (column + 1) % columns_, out);
    append(row * columns_ + (column + columns_ - 1) % columns_, out);
  }
  [[nodiscard]] bool adjacent(std::size_t a, std::size_t b) const override {
    const bool same_row = a / columns_ == b / columns_;
    const bool same_column = a % columns_ == b % columns_;
    return (same_row && adjacent_in_ring(a % columns_, b % columns_, columns_)) ||
           (same_column && adjacent_in_ring(a / columns_, b / columns_, rows_));
  }

  std::size_t rows_;
  std::size_t columns_;
};

class hypercube final : public lattice {
 public:
  explicit hypercube(std::size_t nodes)
      : lattice(nodes, static_cast<std::size_t>(std::countr_zero(nodes))) {}
  [[nodiscard]] std::string_view kind() const override { return "hypercube"; }

 private:
  void neighbours(std::size_t node, std::vector<node_id>& out) const override {
    for (std::size_t bit = 1; bit < nodes(); bit <<= 1U) append(node ^ bit, out);
  }
  [[nodiscard]] bool adjacent(std::size_t a, std::size_t b) const override {
    return std::has_single_bit(a ^ b);
  }
};

topology_result refused(const std::string& what, std::size_t nodes, const std::string& possible) {
  return messages::failure{topology_error{what + " was asked for with " + std::to_string(nodes) +
                                          (nodes == 1 ? " node: " : " nodes: ") + possible}};
}

template <class Graph, class... Sizes>
topology_result made(Sizes... sizes) {
  return std::unique_ptr<const topology>(std::make_unique<Graph>(sizes...));
}

/// The largest divisor of `nodes` that is at most its square root; 1 for primes.
std::size_t shorter_side(std::size_t nodes) {
  std::size_t best = 1;
  for (std::size_t side = 2; side * side <= nodes; ++side) {
    if (nodes % side == 0) best = side;
  }
  return best;
}

/// Says which rectangles there are, the squarest first, or which node counts have some.
std::string possible_rectangles(std::size_t nodes) {
  constexpr int named_max = 8;
  std::string pairs;
  int named = 0;
  std::size_t side = shorter_side(nodes);
  for (; side >= 2 && named < named_max; --side) {
    if (nodes % side != 0) continue;
    if (named++ > 0) pairs += ", ";
    pairs += std::to_string(side) + " x " + std::to_string(nodes / side);
  }
  if (named > 0) {
    return "possible " + std::string(named == 1 ? "is " : "are ") + pairs + ", either way round";
  }
  std::size_t below = nodes > 4 ? nodes - 1 : 0;
  while (below > 4 && shorter_side(below) == 1) --below;
  std::size_t above = std::max<std::size_t>(4, nodes + 1);
  while (shorter_side(above) == 1) ++above;
  return "no rectangle with sides of at least 2 has so many, the nearest that do " +
         (below > 0 ? "have " + std::to_string(below) + " and " + std::to_string(above)
                    : "have " + std::to_string(above));
}

}  // namespace

topology_result make_ring(std::size_t nodes) {
  if (nodes < 2) return refused("a ring", nodes, "it needs at least 2");
  return made<ring>(nodes);
}

topology_result make_mesh(std::size_t nodes) {
  return made<mesh>(nodes);
}

topology_result make_torus(const starling::topology::torus& options, std::size_t nodes) {
  std::size_t rows = options.rows;
  std::size_t columns = options.columns;
  std::string asked = "a torus";
  if (rows > 0 || columns > 0) {
    const auto side = [](std::size_t n) { return n == 0 ? "any" : std::to_string(n); };
    asked += " of " + side(rows) + " x " + side(columns);
  }
  if (rows == 0) rows = columns == 0 ? shorter_side(nodes) : nodes / columns;
  if (columns == 0 && rows > 0) columns = nodes / rows;
  if (rows < 2 || columns < 2 || nodes % rows != 0 || columns != nodes / rows) {
    return refused(asked, nodes, possible_rectangles(nodes));
  }
  return made<torus>(rows, columns);
}

topology_result make_hypercube(std::size_t nodes) {
  if (!std::has_single_bit(nodes)) {
    return refused("a hypercube", nodes,
                   "it needs a power of two, the nearest are " +
                       std::to_string(std::bit_floor(nodes)) + " and " +
                       std::to_string(std::bit_ceil(nodes)));
  }
  return made<hypercube>(nodes);
}

}  // namespace starling::actors
