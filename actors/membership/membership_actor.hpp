#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/host/host_handles_actor.hpp"
#include "actors/host/host_settings.hpp"
#include "actors/membership/membership.hpp"
#include "actors/membership/wire/member_line.hpp"

namespace starling::transports {
class datagram_port;
}

namespace starling::actors {

/// Datagrams that the actor has not taken yet; more are dropped.
inline constexpr std::size_t datagrams_waiting_max = 256;

/// Finds out which hosts of the swarm are there, and tells the members of this one by
/// `host_presence`: nobody waits for whom two others could not reach.
class membership_actor : public membership_handle::base {
 public:
  /// `waiting`: counted up by whoever sends it a datagram.
  membership_actor(caf::actor_config& config, std::shared_ptr<const wiring> wires,
                   std::shared_ptr<const own_identity> self, std::string listens_at,
                   standing_callback on_standing,
                   std::shared_ptr<std::atomic<std::size_t>> waiting);

  behavior_type make_behavior() override;
  void on_exit() override;

 private:
  void begin(std::shared_ptr<transports::datagram_port> port);
  void hear(datagram_heard& what);
  void meet(const heard_introduction& who, const std::string& from);
  void carry_out();
  void send_letter(membership_effects::outgoing& letter);
  void send_introduction(const std::string& to, bool answer_wanted);
  void answer(const std::string& to, bool answer_wanted = false);
  /// To those whose keys are not known yet.
  void introduce();
  void judge();
  void refuse(const member_refusal& why, const std::string& from);
  [[nodiscard]] std::size_t place(const messages::member_id& who) const;
  void arm();

  std::shared_ptr<const wiring> wires_;
  std::shared_ptr<const plan> shared_;
  standing_callback on_standing_;
  std::shared_ptr<std::atomic<std::size_t>> waiting_;
  std::vector<messages::member_id> roster_;  // by host
  std::vector<standing> standings_;          // by host
  std::vector<std::string> reached_;         // by host: where its last introduction came from
  std::size_t here_;
  member_line line_;
  std::unique_ptr<membership> core_;
  membership_effects effects_;
  std::shared_ptr<transports::datagram_port> port_;
  messages::time_point next_introduction_;
  messages::time_point next_beacon_;
  messages::time_point allowance_from_;  // of introductions that strangers can make it send
  std::size_t allowance_ = 0;
  std::optional<messages::time_point> armed_;
};

}  // namespace starling::actors
