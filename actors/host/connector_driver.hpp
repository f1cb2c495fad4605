#pragma once

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/host_handles_actor.hpp"

namespace starling::actors {

/// Connects to other hosts, one after the other; to be spawned detached, for it blocks.
///
/// CAF connects inside the one actor that all of its remoting needs: a host that answers nothing
/// would stop everybody for more than a minute. So each is first tried here, for at most two
/// seconds.
class connector_driver : public connector_handle::base {
 public:
  connector_driver(caf::actor_config& config, bool tls)
      : connector_handle::base(config), tls_(tls) {}

  behavior_type make_behavior() override;

 private:
  bool tls_;
};

}  // namespace starling::actors
