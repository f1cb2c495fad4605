#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "messages/security/envelope/envelope_refusal.hpp"
#include "messages/security/peer_id.hpp"
#include "messages/types/strong.hpp"
#include "messages/types/time.hpp"

// What is written on the outside of an envelope, readable to all and changed by none. Fixed
// buffers, no exceptions: firmware writes the same bytes. See docs/protocols/envelope.md.

namespace starling::messages {

inline constexpr std::uint8_t envelope_version = 1;
inline constexpr std::size_t envelope_header_max = 256;  ///< Bytes.
inline constexpr std::size_t topic_max = 64;             ///< Bytes.

/// Which message is inside: a number per struct of the vocabulary.
using message_kind = strong<struct message_kind_tag, std::uint16_t>;
/// How the payload was compressed; 0: not at all.
using compression_id = strong<struct compression_id_tag, std::uint8_t>;
/// Which secret two peers sealed it with; 0: the one of their registered keys.
using session_tag = strong<struct session_tag_tag, std::uint64_t>;
/// Which key of a session: the hour since 1970 times 256, plus how often it was changed since.
using epoch_number = strong<struct epoch_number_tag, std::uint32_t>;
/// Rises by one with each envelope of a stream; never 0.
using sequence_number = strong<struct sequence_number_tag, std::uint64_t>;
/// Which question this answers; 0: none.
using correlation_id = strong<struct correlation_id_tag, std::uint64_t>;

/// What shows that the sender made it.
enum class authentication : std::uint8_t {
  session = 0,           ///< The key that only the two of them have.
  signed_by_sender = 1,  ///< A signature, which also convinces others.
};

/// Views point into the bytes that it was read from.
struct envelope_header {
  std::string_view swarm;
  message_kind kind;
  authentication by = authentication::signed_by_sender;
  compression_id compression;
  session_tag session;
  epoch_number epoch;
  peer_id sender;
  peer_id recipient;       ///< Where there is no topic.
  std::string_view topic;  ///< Empty: for `recipient` alone.
  sequence_number sequence;
  wall_time time;      ///< When it was sealed.
  wall_time deadline;  ///< After which nobody wants it; 1970: none.
  correlation_id correlation;

  bool operator==(const envelope_header&) const = default;
};

/// Writes the header and returns its bytes; empty where it does not fit, or a name is too long.
std::span<std::byte> write_header(const envelope_header& header, std::span<std::byte> into);

/// Reads a header that nothing follows; none where it is not one of this version.
std::optional<envelope_header> read_header(std::span<const std::byte> bytes);

/// A frame taken apart, or why it cannot be.
struct frame_reading {
  envelope_header header;
  std::span<const std::byte> header_bytes;
  std::span<const std::byte> body;  ///< Sealed, the tag at its end.
  std::optional<envelope_refusal> refused;
};

/// Reads a header and the body that follows it to the end of the frame.
///
/// Errors: malformed, wrong_version. A frame that is read is what `write_header` and msgpack's
///         shortest binary would write for the same values, to the byte.
frame_reading read_frame(std::span<const std::byte> frame);

}  // namespace starling::messages
