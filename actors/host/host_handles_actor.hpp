#pragma once

#include <caf/typed_actor.hpp>

#include "actors/host/wire/address.hpp"
#include "actors/swarm/handles_actor.hpp"
#include "messages/vocabulary/host_messages.hpp"

// The typed handles of what connects this process with the others of its swarm.

namespace starling::transports {
class datagram_port;
}

namespace starling::actors {

/// To the connector: find this host's reception, and tell the courier.
struct connect_to {
  address where;
};
/// To a courier: a greeting came, from this actor of the other host.
struct visitor {
  caf::strong_actor_ptr from;
  messages::greeting said;
};
/// To a courier: the other host's reception, or null and why there is none.
struct reception_found {
  caf::strong_actor_ptr reception;
  std::string why;
};
/// To who stands for another host: its channel has opened, has a frame, has closed.
struct channel_opened {};
struct channel_frame {
  std::vector<std::byte> bytes;
};
struct channel_closed {
  std::string why;
};
/// To a courier: your host says that it listens here.
struct host_found {
  std::string address;
};
/// To a courier: tell your host this.
struct tell_host {
  messages::host_status what;
};
/// To the muster: a courier has a connection, or has it no longer.
struct host_line {
  std::size_t host = 0;
  bool connected = false;
};
/// To the muster: what another host said.
struct host_said {
  std::size_t host = 0;
  messages::host_status what;
};
/// To the muster: a round has closed here.
struct round_passed {
  messages::round_number round;
};
/// To the muster: the nodes here are done.
struct swarm_done {
  bool leaving = false;  ///< Do not wait for the others.
};

/// To the membership: this is where to speak; a datagram has come; say goodbye.
struct membership_begins {
  std::shared_ptr<transports::datagram_port> port;
};
struct datagram_heard {
  std::vector<std::byte> bytes;
  std::string from;
};
struct membership_ends {};

/// What couriers of two processes send each other.
using remote_courier_handle =
    caf::typed_actor<caf::reacts_to<messages::greeting>, caf::reacts_to<messages::parcel>,
                     caf::reacts_to<messages::credit>>;
/// Carries all that goes to one other host.
using courier_handle =
    caf::typed_actor<caf::reacts_to<messages::greeting>, caf::reacts_to<messages::parcel>,
                     caf::reacts_to<messages::credit>, caf::reacts_to<messages::letter>,
                     caf::reacts_to<tell_host>, caf::reacts_to<visitor>, caf::reacts_to<host_found>,
                     caf::reacts_to<reception_found>, caf::reacts_to<wake_up>>;
/// Stands for the courier of a host that is reached over a channel.
using channel_handle =
    caf::typed_actor<caf::reacts_to<messages::greeting>, caf::reacts_to<messages::parcel>,
                     caf::reacts_to<messages::credit>, caf::reacts_to<channel_opened>,
                     caf::reacts_to<channel_frame>, caf::reacts_to<channel_closed>,
                     caf::reacts_to<wake_up>>;
/// What strangers reach.
using reception_handle = caf::typed_actor<caf::reacts_to<messages::greeting>>;
using connector_handle = caf::typed_actor<caf::reacts_to<connect_to>>;
using muster_handle = caf::typed_actor<caf::reacts_to<host_line>, caf::reacts_to<host_said>,
                                       caf::reacts_to<round_passed>, caf::reacts_to<swarm_done>,
                                       caf::reacts_to<wake_up>>;
using membership_handle =
    caf::typed_actor<caf::reacts_to<membership_begins>, caf::reacts_to<datagram_heard>,
                     caf::reacts_to<wake_up>, caf::reacts_to<membership_ends>>;

}  // namespace starling::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::connect_to)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::visitor)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::reception_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::channel_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::channel_frame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::channel_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::tell_host)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::host_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::host_line)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::host_said)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::round_passed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::swarm_done)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::membership_begins)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::datagram_heard)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(starling::actors::membership_ends)
