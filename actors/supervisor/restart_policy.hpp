#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "actors/swarm/swarm_options.hpp"
#include "messages/types/strong.hpp"
#include "messages/types/time.hpp"

namespace starling::actors {

/// One-for-one with bounded intensity: a member that crashes more than `restarts_max` times within
/// `window` stays down.
class restart_policy {
 public:
  explicit restart_policy(const supervision_options& options) : options_(options) {}

  /// Whether the member that crashed just now is to be restarted.
  [[nodiscard]] bool crashed(messages::node_id member, messages::time_point now);
  /// How often it has crashed in all: the number of its next incarnation.
  [[nodiscard]] std::size_t crashes(messages::node_id member) const;

 private:
  struct history {
    std::vector<messages::time_point> recent;  // within the window, at most restarts_max + 1
    std::size_t total = 0;
  };
  supervision_options options_;
  std::map<messages::node_id, history> members_;
};

}  // namespace starling::actors
