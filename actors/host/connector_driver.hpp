#pragma once

#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/host_handles_actor.hpp"
#include "actors/swarm/plan.hpp"
#include "transports/channel/channel_options.hpp"

namespace starling::actors {

/// Connects to other hosts, one after the other; to be spawned detached, for it blocks.
///
/// CAF connects inside the one actor that all of its remoting needs: a host that answers nothing
/// would stop everybody for more than a minute. So each is first tried here, for at most two
/// seconds. A channel connects by itself, with an actor that stands for its other end.
class connector_driver : public connector_handle::base {
 public:
  connector_driver(caf::actor_config& config, bool tls, transports::channel_options options,
                   std::shared_ptr<const plan> shared)
      : connector_handle::base(config),
        tls_(tls),
        options_(std::move(options)),
        shared_(std::move(shared)) {}

  behavior_type make_behavior() override;

 private:
  bool tls_;
  transports::channel_options options_;
  std::shared_ptr<const plan> shared_;
};

}  // namespace starling::actors
