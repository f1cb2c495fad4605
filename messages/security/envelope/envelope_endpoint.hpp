#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "messages/security/envelope/inbound_stream.hpp"
#include "messages/security/envelope/opening.hpp"
#include "messages/security/envelope/outbound_stream.hpp"
#include "messages/security/envelope/session_keys.hpp"
#include "messages/security/peer_registry.hpp"

namespace starling::messages {

struct endpoint_options {
  std::vector<std::string> topics{};  ///< Heard here.
  std::vector<message_kind>
      always_signed{};                ///< Signed whatever the session is, and refused if not.
  std::optional<swarm_key> shared{};  ///< Without it there are no topics.
  std::size_t frame_max = std::size_t{64} << 20U;  ///< Bytes.
  std::size_t peers_max = 10'000;                  ///< With whom streams are kept.
};

/// Where one peer seals what it sends and opens what arrives.
///
/// Not safe across threads. `self` and `registry` must outlive it; what the registry forgets or
/// bans is refused at once. Bounded: `peers_max` peers, about 1 KB each.
class envelope_endpoint {
 public:
  /// `own` is what the others know of this peer: its capabilities choose the suites.
  envelope_endpoint(const identity& self, const registration& own, const peer_registry& registry,
                    endpoint_options options);

  /// One envelope for one peer, in the beginning of `out`.
  /// Errors: unknown_peer, banned, no_session, no_room, exhausted.
  result<std::span<std::byte>, envelope_refusal> seal(const peer_id& to, outgoing message,
                                                      wall_time now, std::span<std::byte> out);
  /// One envelope for all who hear a topic.
  /// Errors: no_session without a shared key, bad_topic, no_room, exhausted.
  result<std::span<std::byte>, envelope_refusal> publish(std::string_view topic,
                                                         const outgoing& message, wall_time now,
                                                         std::span<std::byte> out);
  /// Opens in place; the result is a view of the frame. A refused frame is not to be used again.
  /// Errors: all of `envelope_refusal` but those of making one.
  result<fresh_envelope, envelope_refusal> open(received_bytes received, wall_time now);

  /// From now on seals for this peer with a session of its own, and opens it beside the registered
  /// one; the one before is forgotten. Both sides do this once each has the other's key.
  /// Errors: unknown_peer, no_session.
  std::optional<envelope_refusal> upgrade(const peer_id& peer, const agreement_pair& own,
                                          const agreement_key& theirs, wall_time now);
  /// Signs the next envelope for this peer: for one that has started anew.
  void introduce_again(const peer_id& peer);

  /// What was seen of whom, to be written down: 177 bytes per stream, in the order of the ids.
  [[nodiscard]] std::vector<std::byte> save() const;
  /// Goes on from what was written down, before anything is opened; false, and nothing changed, for
  /// other bytes. Sessions of `upgrade` end with the program.
  [[nodiscard]] bool restore(std::span<const std::byte> saved);

 private:
  /// Of one peer; each part is made when it is first needed.
  struct peer_streams {
    agreement_key keyed_for;
    aead_suite suite = aead_suite::xchacha20_poly1305;
    std::optional<outbound_stream> out;
    std::optional<inbound_stream> direct;
    std::optional<inbound_stream> topic;
    std::optional<outbound_stream> upgraded_out;
    std::optional<inbound_stream> upgraded;
  };
  struct windows {
    std::optional<replay_window> direct;
    std::optional<replay_window> topic;
  };

  /// Null where there is no room or no common secret.
  peer_streams* streams_of(const registration& peer, wall_time now);
  /// Makes the streams of the registered keys anew; false where there is no common secret.
  bool key(peer_streams& streams, const registration& peer, wall_time now);
  inbound_stream* stream_of(const known_envelope& known, wall_time now);
  /// Makes room where peers have left the registry.
  void forget_unregistered();
  [[nodiscard]] aead_suite suite_with(const registration& peer) const;

  const identity& self_;
  const peer_registry& registry_;
  endpoint_options options_;
  opening_rules rules_;
  std::vector<std::string> capabilities_;
  std::unordered_map<peer_id, peer_streams> streams_;
  std::unordered_map<peer_id, windows> remembered_;  ///< Restored, and not yet in a stream.
  std::optional<outbound_stream> topics_out_;
};

}  // namespace starling::messages
