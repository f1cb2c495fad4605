#pragma once

#include <memory>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/swarm/handles_actor.hpp"

namespace starling::actors {

/// An edge of the topology: counts what passes and hands it on as its link says; or, without one,
/// many edges that hand on at once.
class link_actor : public link_handle::base {
 public:
  link_actor(caf::actor_config& config, std::unique_ptr<transports::link> link,
             std::shared_ptr<const wiring> wires);

  behavior_type make_behavior() override;
  /// The wiring may hold handles of links: they would keep each other alive.
  void on_exit() override { wires_.reset(); }

 private:
  void carry(messages::letter& what);
  template <class Handle>
  void pass(const Handle& to, messages::letter& what, std::uint64_t size);

  std::unique_ptr<transports::link> link_;  // null: direct delivery
  std::shared_ptr<const wiring> wires_;
};

}  // namespace starling::actors
