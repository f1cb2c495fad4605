#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "actors/swarm/plan.hpp"

namespace starling {

/// Changes a swarm while it runs: whom it believes, and where its particles are. Safe to use from
/// any thread.
///
/// Each change takes effect in round `from`, or in the first round that no member has begun,
/// whichever is later, and returns that round; or one sentence that says why not.
class run_control {
 public:
  using changed = messages::result<std::uint64_t, std::string>;

  /// The swarm combines by these options. Refused: an unknown rule, or one that cannot withstand
  /// its f.
  changed change(const aggregation_options& options, std::uint64_t from = 0);
  /// An idle node begins with a new particle.
  changed spawn(messages::node_id node, std::uint64_t from = 0);
  /// A node becomes idle; its particle is gone.
  changed retire(messages::node_id node, std::uint64_t from = 0);
  /// A particle leaves its node and goes on at an idle one with all it knows. Only what can be
  /// written down, and not in an asynchronous tree.
  changed move(messages::node_id node, messages::node_id to, std::uint64_t from = 0);

  /// A run begins.
  void attach(actors::live_plan running) {
    running_ = std::make_shared<const actors::live_plan>(std::move(running));
  }

 private:
  template <class Change>
  changed between_rounds(std::uint64_t from, Change change);

  std::atomic<std::shared_ptr<const actors::live_plan>> running_;
};

}  // namespace starling
