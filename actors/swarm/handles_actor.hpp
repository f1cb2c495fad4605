#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_actor.hpp>

#include "actors/adversary/whisper.hpp"
#include "actors/swarm/member_report.hpp"
#include "actors/swarm/plan.hpp"
#include "messages/vocabulary/round_messages.hpp"
#include "transports/link/link.hpp"

// The typed handles of a swarm's actors and the commands they take. These commands never leave the
// process; what does is in messages/vocabulary.

namespace starling::actors {

/// To a member: begin, or go on; to the monitor and the conspiracy: time has passed.
struct wake_up {};
/// To the monitor: a member crashed for the last time.
struct member_gone {
  messages::node_id member;
  std::string why;
};
/// To the conspiracy: a member crashed; it may come back.
struct member_lost {
  messages::node_id member;
};
/// To the monitor: end the run.
struct interrupt_run {};
/// To the supervisor: spawn all members; they hear and do not begin.
struct spawn_swarm {};
/// To the supervisor, then: let them begin.
struct start_swarm {
  bool late = false;  ///< The run is under way elsewhere: they listen first.
};

using link_handle = caf::typed_actor<caf::reacts_to<messages::letter>>;
using member_handle = caf::typed_actor<caf::reacts_to<messages::letter>, caf::reacts_to<wake_up>,
                                       caf::reacts_to<forgery>>;
using monitor_handle = caf::typed_actor<caf::reacts_to<member_report>, caf::reacts_to<member_gone>,
                                        caf::reacts_to<interrupt_run>, caf::reacts_to<wake_up>>;
using conspiracy_handle =
    caf::typed_actor<caf::reacts_to<whisper>, caf::reacts_to<member_lost>, caf::reacts_to<wake_up>>;
using supervisor_handle =
    caf::typed_actor<caf::reacts_to<spawn_swarm>, caf::reacts_to<start_swarm>>;

/// Where each member's actor is now; a restart replaces one.
class directory {
 public:
  explicit directory(std::size_t members) : members_(members) {}

  [[nodiscard]] member_handle find(messages::node_id id) const {
    const std::shared_lock lock(mutex_);
    return id.value < members_.size() ? members_[id.value] : member_handle{};
  }
  void replace(messages::node_id id, member_handle handle) {
    const std::unique_lock lock(mutex_);
    members_[id.value] = std::move(handle);
  }
  /// Hands all handles out and forgets them: without it, links and members keep each other alive.
  [[nodiscard]] std::vector<member_handle> release() {
    const std::unique_lock lock(mutex_);
    return std::exchange(members_, {});
  }

 private:
  mutable std::shared_mutex mutex_;
  std::vector<member_handle> members_;
};

/// What every actor of one run is connected to.
struct wiring {
  std::shared_ptr<const plan> shared;
  std::shared_ptr<directory> members;
  monitor_handle monitor;
  conspiracy_handle conspiracy;    ///< Null unless the plan's adversaries eavesdrop.
  transports::link_factory links;  ///< Empty: direct delivery everywhere.
  /// By host: what carries letters to the members there. Empty where all members live here.
  std::vector<link_handle> hosts;
  /// Where delivery is direct, edges differ in nothing: these carry the letters of all of them.
  std::vector<link_handle> direct_links;
};

}  // namespace starling::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::wake_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::member_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::interrupt_run)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::spawn_swarm)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::start_swarm)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::member_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::member_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::whisper)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::forgery)
