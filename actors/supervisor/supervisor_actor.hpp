#pragma once

#include <functional>
#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "actors/supervisor/restart_policy.hpp"
#include "actors/swarm/handles_actor.hpp"

namespace starling::actors {

/// Spawns every member of a swarm, watches them, and restarts those that crash.
class supervisor_actor : public supervisor_handle::base {
 public:
  /// `on_spawned` is called once, when all members exist and none has begun; may be empty.
  supervisor_actor(caf::actor_config& config, std::shared_ptr<const wiring> wires,
                   std::function<void()> on_spawned);

  behavior_type make_behavior() override;

 private:
  void spawn_all(std::size_t incarnation);
  void start(bool late);
  member_handle spawn_member(messages::node_id id, std::size_t incarnation);
  void crashed(const caf::down_msg& what);

  std::shared_ptr<const wiring> wires_;
  restart_policy policy_;
  std::function<void()> on_spawned_;
};

}  // namespace starling::actors
