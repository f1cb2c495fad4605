#pragma once

#include <memory>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/bulk/bulk_receiver.hpp"
#include "actors/host/bulk/bulk_sender.hpp"
#include "actors/host/host_handles_actor.hpp"
#include "actors/host/wire/frame_queue.hpp"
#include "actors/host/wire/sealed_line.hpp"

namespace starling::actors {

/// Carries all that this process and one other say to each other: seals, cuts into parcels, paces
/// by the other's credit, and the way back. Connects, and connects again, where it is the one to do
/// so.
class courier_actor : public courier_handle::base {
 public:
  /// `connector`: null where the other host connects.
  courier_actor(caf::actor_config& config, std::size_t host, std::shared_ptr<const wiring> wires,
                std::shared_ptr<const own_identity> self, muster_handle muster,
                connector_handle connector);

  behavior_type make_behavior() override;
  void on_exit() override;

 private:
  void connect();
  void welcome(const caf::strong_actor_ptr& from, const messages::greeting& said, bool answer);
  void lose();
  [[nodiscard]] bool is_here(const caf::strong_actor_ptr& who) const;
  void dismiss(const caf::strong_actor_ptr& who);
  void post(messages::letter what);
  void seal(const messages::dispatch& what);
  void pump();
  void take(messages::parcel& piece);
  void open(std::vector<std::uint8_t> frame);
  void take(bulk_receiver::outcome put_together);
  void deliver(messages::letter& what);
  [[nodiscard]] messages::greeting greeting() const;
  [[nodiscard]] const host_options& here() const;

  std::size_t host_;
  std::shared_ptr<const wiring> wires_;
  muster_handle muster_;
  connector_handle connector_;
  std::string found_;  // where the host says that it listens, if the file does not
  frame_limits limits_;
  sealed_line line_;
  frame_queue queue_;
  frame_assembly assembly_;
  bulk_sender cutter_;
  bulk_receiver gatherer_;
  remote_courier_handle remote_;   // null: no connection
  caf::strong_actor_ptr pending_;  // a channel on which nobody has answered the greeting yet
  bool connecting_ = false;
};

}  // namespace starling::actors
