#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "messages/security/aead.hpp"
#include "messages/security/envelope/envelope_header.hpp"
#include "messages/security/envelope/session_keys.hpp"
#include "messages/security/hkdf.hpp"
#include "messages/security/keys.hpp"
#include "messages/types/result.hpp"

namespace starling::messages {

/// What goes into an envelope, and what its sender says about it.
struct outgoing {
  message_kind kind;
  std::span<const std::byte> payload;  ///< Compressed already, as `compression` says.
  compression_id compression{};
  bool always_signed = false;  ///< So that others can be shown it; else the session may vouch.
  wall_time deadline{};        ///< 1970: none.
  correlation_id correlation{};
};

/// What an envelope adds to its payload at most.
inline constexpr std::size_t envelope_overhead_max =
    envelope_header_max + 5 + signature::size + aead_tag_size;

/// Where a stream leads and what it is sealed with.
struct stream_terms {
  std::string swarm;
  session_tag session{};
  aead_suite suite = aead_suite::xchacha20_poly1305;
  key_material root;
};

/// Seals what one peer sends to one other, or to all topics of the swarm.
///
/// The numbers begin at the time of its making in microseconds, so that those of a later stream
/// under the same root are higher as long as the clock is not set back: make one per root, and not
/// more than a million envelopes a second. The first envelope under each key is signed. Not safe
/// across threads; `self` must outlive it.
class outbound_stream {
 public:
  outbound_stream(const identity& self, stream_terms terms, wall_time now);

  /// Writes one envelope for `to` into the beginning of `out` and returns it.
  ///
  /// Errors: no_room where `payload` plus `envelope_overhead_max` may not fit; exhausted.
  result<std::span<std::byte>, envelope_refusal> seal(const peer_id& to, const outgoing& message,
                                                      wall_time now, std::span<std::byte> out);
  /// The same for all who hear a topic; always signed. Errors: also bad_topic.
  result<std::span<std::byte>, envelope_refusal> seal(std::string_view topic,
                                                      const outgoing& message, wall_time now,
                                                      std::span<std::byte> out);
  /// Signs the next envelope, whatever it is: for a recipient that has started anew.
  void introduce_again() { introduced_ = false; }

  [[nodiscard]] session_tag session() const { return terms_.session; }

 private:
  result<std::span<std::byte>, envelope_refusal> seal(envelope_header header,
                                                      const outgoing& message,
                                                      std::span<std::byte> out);
  /// Changes the key where the hour or the count asks for it; false where there is none left.
  bool renew_key(wall_time now);

  const identity* self_;
  stream_terms terms_;
  sequence_number last_;
  std::optional<epoch_number> epoch_;
  aead_key key_;
  std::uint64_t sealed_ = 0;  ///< With this key.
  bool introduced_ = false;   ///< Whether a signed envelope was sealed with this key.
};

}  // namespace starling::messages
