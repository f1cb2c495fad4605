#include "actors/topology/gossip.hpp"

#include <algorithm>
#include <string>

#include "actors/topology/permutation.hpp"
#include "messages/types/random.hpp"

namespace starling::actors {

namespace {

using messages::node_id;
using messages::round_number;

class random_rings final : public topology {
 public:
  random_rings(std::size_t nodes, std::size_t fanout, bool pull, std::uint64_t seed)
      : nodes_(nodes), fanout_(fanout), pull_(pull), seed_(seed) {}

  [[nodiscard]] std::string_view kind() const override { return "gossip"; }
  [[nodiscard]] std::size_t nodes() const override { return nodes_; }

  void targets(node_id member, round_number round, std::vector<node_id>& out) const override {
    neighbours(member, round, true, out);
  }

  void sources(node_id member, round_number round, std::vector<node_id>& out) const override {
    neighbours(member, round, false, out);
  }

  [[nodiscard]] std::size_t links(node_id) const override {
    return pull_ ? std::min(2 * fanout_, nodes_ - 1) : fanout_;
  }

  [[nodiscard]] double mixing_weight(node_id to, node_id from, round_number round) const override {
    const random_permutation ring = order(round);
    const std::uint64_t ahead =
        (ring.position(to.value) + nodes_ - ring.position(from.value)) % nodes_;
    const bool heard = ahead <= fanout_ || (pull_ && nodes_ - ahead <= fanout_);
    return heard ? 1.0 / (1.0 + static_cast<double>(links(to))) : 0.0;
  }

 private:
  [[nodiscard]] random_permutation order(round_number round) const {
    return {nodes_, messages::substream(seed_, "gossip", round.value)};
  }

  void neighbours(node_id member, round_number round, bool behind,
                  std::vector<node_id>& out) const {
    out.clear();
    const random_permutation ring = order(round);
    const std::uint64_t position = ring.position(member.value);
    const std::size_t count = links(member);
    const std::uint64_t first = behind && !pull_ ? position + 1 : position + nodes_ - fanout_;
    for (std::uint64_t step = 0; out.size() < count; ++step) {
      const std::uint64_t other = (first + step) % nodes_;
      if (other != position) out.push_back({static_cast<std::uint32_t>(ring.at(other))});
    }
    std::sort(out.begin(), out.end());
  }

  std::size_t nodes_;
  std::size_t fanout_;
  bool pull_;
  std::uint64_t seed_;
};

}  // namespace

topology_result make_gossip(const starling::topology::gossip& options, std::size_t nodes,
                            std::uint64_t seed) {
  const std::string asked = "gossip with fanout " + std::to_string(options.fanout) +
                            " was asked for among " + std::to_string(nodes) +
                            (nodes == 1 ? " node" : " nodes");
  if (nodes < 2) return messages::failure{topology_error{asked + ": it needs at least 2 nodes"}};
  if (options.fanout == 0 || options.fanout >= nodes) {
    return messages::failure{
        topology_error{asked + ": the fanout may be 1 to " + std::to_string(nodes - 1)}};
  }
  return std::unique_ptr<const topology>(
      std::make_unique<random_rings>(nodes, options.fanout, options.pull, seed));
}

}  // namespace starling::actors
