#pragma once

#include <cstddef>
#include <vector>

#include "actors/swarm/swarm_options.hpp"

namespace starling::actors {

/// In which process each member of a swarm lives: the nodes in the order of the hosts in the swarm
/// file, all aggregators with the first host.
class residence {
 public:
  /// Throws: invalid_argument, with one sentence, unless the hosts' nodes are all of the swarm's.
  residence(const std::vector<host_options>& hosts, std::size_t here, std::size_t nodes);

  [[nodiscard]] std::size_t here() const { return here_; }
  [[nodiscard]] std::size_t hosts() const { return ends_.size(); }
  [[nodiscard]] std::size_t host_of(messages::node_id member) const;
  [[nodiscard]] bool lives_here(messages::node_id member) const { return host_of(member) == here_; }
  /// How many nodes live with a host.
  [[nodiscard]] std::size_t nodes_of(std::size_t host) const {
    return ends_[host] - (host == 0 ? 0 : ends_[host - 1]);
  }

 private:
  std::vector<std::size_t> ends_;  // by host: one past its last node
  std::size_t here_;
};

}  // namespace starling::actors
