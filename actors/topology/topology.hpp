#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "messages/types/result.hpp"
#include "messages/types/strong.hpp"

/// Who hears whom: what a user writes down.
namespace starling::topology {

/// Each round every node tells `fanout` others, drawn anew; with `pull`, they answer in kind.
struct gossip {
  std::size_t fanout = 2;
  bool pull = false;
};
struct ring {};
struct mesh {};
/// All nodes report to one aggregator.
struct star {};
/// A tree of aggregators, `layers` deep, each with up to `branching` children; nodes are the leaves.
struct hierarchical {
  std::size_t layers = 2;
  std::size_t branching = 0;  ///< 0: the smallest that reaches all nodes.
};
/// rows × columns = nodes, wrapped at the edges.
struct torus {
  std::size_t rows = 0;     ///< 0: the most nearly square factorisation.
  std::size_t columns = 0;
};
struct hypercube {};
/// A connected random graph in which each node has `degree` neighbours.
struct regular {
  std::size_t degree = 4;
};
/// Undirected edges from a text file: two node numbers a line, # starts a comment.
struct edges {
  std::filesystem::path file;
};

using options =
    std::variant<gossip, ring, mesh, star, hierarchical, torus, hypercube, regular, edges>;

}  // namespace starling::topology

namespace starling::actors {

/// Who hears whom. Immutable, hence shared by all actors; the answer for a round is a pure function of
/// it, so sender and receiver agree without asking.
///
/// Members are the nodes 0 … nodes()-1 and, in star and hierarchical topologies, the aggregators
/// nodes() … members()-1, the root last.
class topology {
 public:
  virtual ~topology() = default;

  [[nodiscard]] virtual std::string_view kind() const = 0;
  [[nodiscard]] virtual std::size_t nodes() const = 0;
  [[nodiscard]] virtual std::size_t aggregators() const { return 0; }
  [[nodiscard]] std::size_t members() const { return nodes() + aggregators(); }

  /// Overwrites `out` with those who hear `member` in `round`, ascending. In a tree: children and
  /// parent.
  virtual void targets(messages::node_id member, messages::round_number round,
                       std::vector<messages::node_id>& out) const = 0;
  /// Overwrites `out` with those whom `member` hears in `round`, ascending.
  virtual void sources(messages::node_id member, messages::round_number round,
                       std::vector<messages::node_id>& out) const = 0;
  /// How many links a member sends through: the most targets it has in any round.
  [[nodiscard]] virtual std::size_t links(messages::node_id member) const = 0;
  /// The weight of `from`'s proposal in `to`'s average: Metropolis–Hastings on the graph of the round,
  /// 1 / (1 + max degree of the two), and what is left for oneself.
  [[nodiscard]] virtual double mixing_weight(messages::node_id to, messages::node_id from,
                                             messages::round_number round) const = 0;
  /// Where a member of a tree reports to; none in peer topologies and for the root.
  [[nodiscard]] virtual std::optional<messages::node_id> parent(messages::node_id) const {
    return std::nullopt;
  }
};

/// Why a topology cannot be built: one sentence that says what was asked, and what is possible.
struct topology_error {
  std::string why;
};

/// Errors: fanout 0 or ≥ nodes; a torus that is no rectangle of the node count; a hypercube whose node
/// count is no power of two; an odd nodes × degree; a disconnected or malformed edge list; too few
/// layers × branching for the nodes.
messages::result<std::unique_ptr<const topology>, topology_error> make_topology(
    const starling::topology::options& options, std::size_t nodes, std::uint64_t seed);

}  // namespace starling::actors
