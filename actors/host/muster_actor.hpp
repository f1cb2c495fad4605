#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/host_handles_actor.hpp"
#include "actors/host/muster.hpp"

namespace starling::actors {

/// Begins the run when the hosts are ready and tells when all are done.
class muster_actor : public muster_handle::base {
 public:
  /// `over` is fulfilled when this host may go: empty, or why nothing began.
  muster_actor(caf::actor_config& config, muster_options options,
               std::shared_ptr<const wiring> wires, supervisor_handle supervisor,
               std::shared_ptr<std::promise<std::string>> over);

  behavior_type make_behavior() override;
  void on_exit() override { wires_.reset(); }

 private:
  void carry_out(const muster::effects& todo);

  muster_options options_;
  std::optional<muster> core_;  // from the first message on: it needs the clock
  std::shared_ptr<const wiring> wires_;
  supervisor_handle supervisor_;
  std::shared_ptr<std::promise<std::string>> over_;
};

}  // namespace starling::actors
