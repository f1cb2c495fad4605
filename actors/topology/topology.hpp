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
///
/// `adaptive`: nodes draw anew only after a round in which neither their own work nor what they
/// heard brought a better score (a particle's best value, a learner's loss). Each decides by what
/// it knows itself, so nobody knows whom to expect: asynchronous rounds alone have it, without
/// `pull`. Paper: Clerc, "Standard Particle Swarm Optimisation", 2012, section 3.1, which draws for
/// all
///        when the best of all has not improved, `fanout` being K.
struct gossip {
  std::size_t fanout = 2;
  bool pull = false;
  bool adaptive = false;
};
struct ring {};
struct mesh {};
/// All nodes report to one aggregator.
struct star {};
/// A tree of aggregators, `layers` deep, each with up to `branching` children, as evenly as can be;
/// nodes are the leaves, `layers` steps from the root. One layer is a star.
struct hierarchical {
  std::size_t layers = 2;
  std::size_t branching = 0;  ///< 0: the smallest that reaches all nodes.
};
/// rows × columns = nodes, both at least 2, wrapped at the edges. Across a side of 2 the two ways
/// round are one neighbour.
struct torus {
  std::size_t rows = 0;  ///< 0: the most nearly square factorisation.
  std::size_t columns = 0;
};
struct hypercube {};
/// A connected random graph in which each node has `degree` neighbours, the same in every round.
struct regular {
  std::size_t degree = 4;
};
/// Undirected edges from a text file: two node numbers a line, # starts a comment; an edge written
/// twice, or once in each direction, counts once.
struct edges {
  std::filesystem::path file;
};

using options =
    std::variant<gossip, ring, mesh, star, hierarchical, torus, hypercube, regular, edges>;

}  // namespace starling::topology

namespace starling::actors {

/// Who hears whom. Immutable, hence shared by all actors; the answer for a round is a pure function
/// of it, so sender and receiver agree without asking.
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
  /// The weight of `from`'s proposal in `to`'s average, `from` = `to` included; 0 for those not
  /// heard. Metropolis–Hastings on the graph of the round: 1 / (1 + max degree of the two), and
  /// what is left for oneself. Where the graph is directed (gossip that only pushes) everyone tells
  /// and hears `fanout` others, so all weights are 1 / (1 + fanout). Either way what a member hears
  /// sums to 1, and so do the weights that it is given: averaging keeps the mean.
  [[nodiscard]] virtual double mixing_weight(messages::node_id to, messages::node_id from,
                                             messages::round_number round) const = 0;
  /// Where a member of a tree reports to; none in peer topologies and for the root.
  [[nodiscard]] virtual std::optional<messages::node_id> parent(messages::node_id) const {
    return std::nullopt;
  }
};

/// Node numbers and those of the aggregators above them fit in 32 bits.
inline constexpr std::size_t nodes_max = 2'000'000'000;
/// Edges that a topology which has to remember them (regular, edges) may have.
inline constexpr std::size_t edges_max = 100'000'000;
/// Layers of aggregators.
inline constexpr std::size_t layers_max = 32;

/// Why a topology cannot be built: one sentence that says what was asked, and what is possible.
struct topology_error {
  std::string why;
};

using topology_result = messages::result<std::unique_ptr<const topology>, topology_error>;

/// One node is legal where nobody need be heard: mesh, star, hierarchical, hypercube, edges.
/// `seed` matters to gossip and regular.
///
/// Errors: fanout 0 or ≥ nodes; a torus that is no rectangle of the node count; a hypercube whose
/// node count is no power of two; an odd nodes × degree, or a degree that is no degree of a
/// connected graph; a disconnected or malformed edge list; too few layers × branching for the
/// nodes; a limit above.
topology_result make_topology(const starling::topology::options& options, std::size_t nodes,
                              std::uint64_t seed);

}  // namespace starling::actors
