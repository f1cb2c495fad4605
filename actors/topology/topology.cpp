#include "actors/topology/topology.hpp"

#include <string>

#include "actors/topology/edge_list.hpp"
#include "actors/topology/gossip.hpp"
#include "actors/topology/lattice.hpp"
#include "actors/topology/regular.hpp"
#include "actors/topology/tree.hpp"

namespace starling::actors {

namespace {

struct maker {
  std::size_t nodes;
  std::uint64_t seed;

  topology_result operator()(const starling::topology::gossip& o) const {
    return make_gossip(o, nodes, seed);
  }
  topology_result operator()(const starling::topology::ring&) const { return make_ring(nodes); }
  topology_result operator()(const starling::topology::mesh&) const { return make_mesh(nodes); }
  topology_result operator()(const starling::topology::star&) const { return make_star(nodes); }
  topology_result operator()(const starling::topology::hierarchical& o) const {
    return make_hierarchical(o, nodes);
  }
  topology_result operator()(const starling::topology::torus& o) const {
    return make_torus(o, nodes);
  }
  topology_result operator()(const starling::topology::hypercube&) const {
    return make_hypercube(nodes);
  }
  topology_result operator()(const starling::topology::regular& o) const {
    return make_regular(o, nodes, seed);
  }
  topology_result operator()(const starling::topology::edges& o) const {
    return make_edges(o, nodes);
  }
};

}  // namespace

topology_result make_topology(const starling::topology::options& options, std::size_t nodes,
                              std::uint64_t seed) {
  if (nodes == 0 || nodes > nodes_max) {
    return messages::failure{topology_error{"a topology of " + std::to_string(nodes) +
                                            " nodes was asked for: there may be 1 to " +
                                            std::to_string(nodes_max)}};
  }
  return std::visit(maker{nodes, seed}, options);
}

}  // namespace starling::actors
