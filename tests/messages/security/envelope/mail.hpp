#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/security/envelope/envelope_endpoint.hpp"
#include "messages/security/peer_registry.hpp"
#include "tests/messages/security/peers.hpp"

// Peers that know each other and what they send, for tests.

namespace outside {

inline constexpr starling::messages::message_kind chatter{1};
inline constexpr starling::messages::message_kind update{2};

/// A registry that knows the peers 1 … n.
inline starling::messages::peer_registry acquainted(unsigned n) {
  starling::messages::registry_options o;
  o.swarm = swarm_name;
  o.danger_open = true;
  starling::messages::peer_registry registry(o);
  for (unsigned i = 1; i <= n; ++i) REQUIRE(registry.admit(registered(i)));
  return registry;
}

inline starling::messages::endpoint_options usual() {
  starling::messages::endpoint_options o;
  o.topics = {"rounds"};
  o.always_signed = {update};
  o.shared = counting<starling::messages::swarm_key>(50);
  return o;
}

/// A peer with its endpoint; stays where it is.
struct member {
  explicit member(unsigned number, const starling::messages::peer_registry& registry)
      : self(peer(number)), endpoint(self, registered(number), registry, usual()) {}
  member(const member&) = delete;
  member& operator=(const member&) = delete;

  bytes seal(const starling::messages::peer_id& to, std::string_view text,
             starling::messages::message_kind kind = chatter,
             starling::messages::wall_time now = noon) {
    const auto payload = plain(text);
    bytes buffer(payload.size() + starling::messages::envelope_overhead_max);
    const auto sealed = endpoint.seal(to, {kind, payload}, now, buffer);
    REQUIRE(sealed);
    return {sealed->begin(), sealed->end()};
  }
  bytes publish(std::string_view topic, std::string_view text,
                starling::messages::wall_time now = noon) {
    const auto payload = plain(text);
    bytes buffer(payload.size() + starling::messages::envelope_overhead_max);
    const auto sealed = endpoint.publish(topic, {chatter, payload}, now, buffer);
    REQUIRE(sealed);
    return {sealed->begin(), sealed->end()};
  }
  /// What is inside, or why it is refused; of a copy, as opening changes the frame.
  std::string open(bytes frame, starling::messages::wall_time now = noon) {
    const auto opened = endpoint.open({frame}, now);
    if (!opened) return std::string(to_string(opened.error()));
    return "'" +
           std::string(reinterpret_cast<const char*>(opened->payload().data()),
                       opened->payload().size()) +
           "'";
  }

  starling::messages::identity self;
  starling::messages::envelope_endpoint endpoint;
};

}  // namespace outside
