#pragma once

#include <memory>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/host_handles_actor.hpp"

namespace starling::actors {

/// What other processes reach first: leads a host that greets by a name of the swarm file to its
/// courier, and turns all others away.
class reception_actor : public reception_handle::base {
 public:
  reception_actor(caf::actor_config& config, std::shared_ptr<const wiring> wires)
      : reception_handle::base(config), wires_(std::move(wires)) {}

  behavior_type make_behavior() override;
  void on_exit() override { wires_.reset(); }

 private:
  std::shared_ptr<const wiring> wires_;
};

}  // namespace starling::actors
