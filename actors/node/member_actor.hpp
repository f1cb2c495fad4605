#pragma once

#include <optional>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/aggregator/aggregator.hpp"
#include "actors/link/link_actor.hpp"
#include "actors/node/node.hpp"
#include "actors/swarm/handles_actor.hpp"

namespace starling::actors {

/// The shell of a member's core: receives, steps, carries out, arms one timer.
///
/// It spawns a link actor per slot when the slot is first used, so that a member that has not
/// spoken yet costs one actor; where delivery is direct, it speaks through the links of all.
template <class Core>
class member_actor : public member_handle::base {
 public:
  member_actor(caf::actor_config& config, Core core, messages::node_id id,
               std::shared_ptr<const wiring> wires);

  behavior_type make_behavior() override;
  /// Lets go of the links: a timer that is still armed keeps this object, and they would live on.
  void on_exit() override { links_.clear(); }

 private:
  template <class Step>
  void step(Step&& run);
  void carry_out(effects& todo);
  void arm(messages::time_point now);
  const link_handle& link(std::size_t slot);

  Core core_;
  messages::node_id id_;
  bool started_ = false;  ///< The first `wake_up` means: start.
  std::shared_ptr<const wiring> wires_;
  std::vector<link_handle> links_;
  std::optional<messages::time_point> armed_;
  std::uint64_t sent_bytes_ = 0;  ///< Since the last report of a closed round.
};

extern template class member_actor<node>;
extern template class member_actor<aggregator>;

using node_actor = member_actor<node>;
using aggregator_actor = member_actor<aggregator>;

}  // namespace starling::actors
