#pragma once

#include <atomic>
#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/host_handles_actor.hpp"
#include "transports/channel/catalogue_driver.hpp"

namespace starling::actors {

/// Between a channel's thread and the actor that takes its frames.
struct channel_gate {
  std::atomic<transports::channel*> channel{nullptr};
  std::atomic<std::size_t> waiting{0};  ///< Frames that the actor has not taken yet.
};

/// What a channel tells the actor that stands for its other end. A channel whose frames nobody
/// takes in time is paused.
transports::channel_events events_of(const channel_handle& owner,
                                     std::shared_ptr<channel_gate> gate);

/// Stands for the courier of a host that is reached over a channel, as if it were that one: what it
/// is sent goes onto the channel, what comes is sent on. It ends with the channel, with whom it
/// works for, when what comes is no message, and when nobody greets within five seconds.
class channel_actor : public channel_handle::base {
 public:
  /// Connects for a courier and tells it, by `reception_found`, how that went.
  channel_actor(caf::actor_config& config, courier_handle courier, transports::endpoint to,
                transports::channel_options options, std::shared_ptr<const plan> shared);
  /// For whoever has connected; the first thing it says goes to the reception.
  channel_actor(caf::actor_config& config, reception_handle reception,
                std::unique_ptr<transports::channel> channel, std::shared_ptr<channel_gate> gate,
                std::shared_ptr<const plan> shared);

  behavior_type make_behavior() override;
  void on_exit() override;

 private:
  void connect();
  void say(const messages::host_frame& what);
  void take(const channel_frame& frame);
  void hear(messages::host_frame& what);

  courier_handle courier_;  // null: nobody has answered the greeting yet
  reception_handle reception_;
  transports::endpoint to_;
  transports::channel_options options_;
  std::shared_ptr<const plan> shared_;
  std::shared_ptr<channel_gate> gate_;
  std::unique_ptr<transports::channel> channel_;
  bool opened_ = false;
  bool greeted_ = false;
};

}  // namespace starling::actors
