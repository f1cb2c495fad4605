#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "messages/security/envelope/envelope_header.hpp"
#include "messages/security/envelope/evidence.hpp"
#include "messages/security/envelope/inbound_stream.hpp"
#include "messages/security/peer_registry.hpp"
#include "messages/types/result.hpp"

// The checks of an arriving envelope, in their only order: each takes what the one before gives,
// and only `fresh_envelope` shows a payload. Nothing is allocated; the frame is decrypted in place,
// and the results are views into it.

namespace starling::messages {

struct opening_rules {
  std::string swarm;
  peer_id self;
  std::vector<std::string> topics{};               ///< Heard here.
  std::vector<message_kind> always_signed{};       ///< Kinds that others may have to be shown.
  std::size_t frame_max = std::size_t{64} << 20U;  ///< Bytes.
  std::chrono::microseconds time_window = std::chrono::seconds(60);  ///< Before and after now.
};

/// Bytes from anybody.
struct received_bytes {
  std::span<std::byte> frame;
};

/// A header and a body, for this peer of this swarm, as it says.
class framed_envelope {
 public:
  [[nodiscard]] const envelope_header& header() const { return header_; }

 private:
  friend result<framed_envelope, envelope_refusal> take_apart(received_bytes received,
                                                              const opening_rules& rules);
  friend class authentic_envelope;
  friend class fresh_envelope;
  framed_envelope() = default;

  envelope_header header_;
  std::span<const std::byte> header_bytes_;
  std::span<std::byte> body_;
};

/// Sent now, as it says.
class timely_envelope {
 public:
  [[nodiscard]] const envelope_header& header() const { return framed_.header(); }

 private:
  friend result<timely_envelope, envelope_refusal> check_time(const framed_envelope& framed,
                                                              const opening_rules& rules,
                                                              wall_time now);
  friend class known_envelope;
  explicit timely_envelope(const framed_envelope& framed) : framed_(framed) {}

  framed_envelope framed_;
};

/// From a peer of the registry that is not banned, as it says.
class known_envelope {
 public:
  [[nodiscard]] const envelope_header& header() const { return timely_.header(); }
  [[nodiscard]] const registration& sender() const { return *sender_; }

 private:
  friend result<known_envelope, envelope_refusal> identify(const timely_envelope& timely,
                                                           const peer_registry& registry);
  friend class authentic_envelope;
  known_envelope(const timely_envelope& timely, const registration& sender)
      : timely_(timely), sender_(&sender) {}
  [[nodiscard]] const framed_envelope& framed() const { return timely_.framed_; }

  timely_envelope timely_;
  const registration* sender_;
};

class fresh_envelope;

/// Sealed, and where it says so signed, by that peer; perhaps not for the first time.
class authentic_envelope {
 public:
  [[nodiscard]] const envelope_header& header() const { return framed_.header(); }

 private:
  friend result<authentic_envelope, envelope_refusal> authenticate(const known_envelope& known,
                                                                   inbound_stream& stream,
                                                                   const opening_rules& rules);
  friend class fresh_envelope;
  friend result<fresh_envelope, envelope_refusal> admit(const authentic_envelope& authentic);
  authentic_envelope(const known_envelope& known, inbound_stream& stream)
      : framed_(known.framed()), stream_(&stream) {}
  [[nodiscard]] std::optional<envelope_refusal> decrypt(const opening_rules& rules);
  [[nodiscard]] std::optional<envelope_refusal> check_signature(const verification_key& key);

  framed_envelope framed_;
  inbound_stream* stream_;
  std::span<const std::byte> payload_;
  payload_hash hash_;
  signature signature_;
};

/// Authentic, and never seen before.
class fresh_envelope {
 public:
  [[nodiscard]] const envelope_header& header() const { return authentic_.header(); }
  [[nodiscard]] std::span<const std::byte> payload() const { return authentic_.payload_; }
  /// What convinces others; none where the session alone vouched. Copies the header.
  [[nodiscard]] std::optional<evidence> proof() const;

 private:
  friend result<fresh_envelope, envelope_refusal> admit(const authentic_envelope& authentic);
  explicit fresh_envelope(const authentic_envelope& authentic) : authentic_(authentic) {}

  authentic_envelope authentic_;
};

/// Errors: oversized, malformed, wrong_version, wrong_swarm, wrong_recipient.
result<framed_envelope, envelope_refusal> take_apart(received_bytes received,
                                                     const opening_rules& rules);
/// Errors: out_of_time, expired, wrong_epoch.
result<timely_envelope, envelope_refusal> check_time(const framed_envelope& framed,
                                                     const opening_rules& rules, wall_time now);
/// The key comes from the registry. Errors: unknown_peer, banned.
result<known_envelope, envelope_refusal> identify(const timely_envelope& timely,
                                                  const peer_registry& registry);
/// `stream` is the one of this sender and session. Errors: undecryptable, unsigned_first,
/// unsigned_topic, unsigned_update, bad_signature.
result<authentic_envelope, envelope_refusal> authenticate(const known_envelope& known,
                                                          inbound_stream& stream,
                                                          const opening_rules& rules);
/// The only one that changes the stream. Errors: replayed.
result<fresh_envelope, envelope_refusal> admit(const authentic_envelope& authentic);

}  // namespace starling::messages
