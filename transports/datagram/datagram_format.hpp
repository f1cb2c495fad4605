#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// The bytes of a datagram; docs/protocols/links.md draws them. All numbers are little endian and at
// fixed places, so that a microcontroller writes them into a buffer without allocating.

namespace starling::transports {

inline constexpr std::uint8_t datagram_version = 0xd1;
inline constexpr std::size_t datagram_max = 1200;  ///< UDP payload; fits any path's MTU.
inline constexpr std::size_t datagram_head_size = 20;
inline constexpr std::size_t fragment_head_size = 36;
inline constexpr std::size_t fragment_max = datagram_max - fragment_head_size;  ///< 1,164 bytes.
inline constexpr std::size_t ack_head_size = 28;
inline constexpr std::size_t ack_bitmap_max = 256;  ///< Bytes: 2,048 fragments.

enum class datagram_kind : std::uint8_t {
  hello = 1,      ///< Token: a nonce. Asks for a cookie; as long as the answer.
  challenge = 2,  ///< Token: the nonce. Carries the cookie.
  open = 3,       ///< Token: the cookie, from now on the session's. Carries the nonce.
  welcome = 4,    ///< The session is open.
  data = 5,       ///< One fragment of a frame.
  ack = 6,        ///< What has arrived.
  ping = 7,       ///< Asks for an ack.
  goodbye = 8,    ///< All that was sent is acknowledged; answered by a goodbye.
  unknown = 9,    ///< There is no session of this token here.
};

/// In front of every datagram.
struct datagram_head {
  datagram_kind kind{};
  bool ack_at_once = false;  ///< Of data: the sender will wait for the ack.
  std::uint64_t token = 0;
  std::uint32_t sent_at = 0;  ///< Microseconds of the sender's clock; wraps.
  std::uint32_t echo = 0;     ///< Of an ack: `sent_at` of what it answers; 0: none.

  bool operator==(const datagram_head&) const = default;
};

struct fragment {
  std::uint32_t sequence = 0;  ///< Of the fragment; again the same when it is sent again.
  std::uint32_t message = 0;   ///< Of the frame.
  std::uint32_t offset = 0;    ///< Bytes; a multiple of `fragment_max`.
  std::uint32_t size = 0;      ///< Of the whole frame, in bytes.
  std::span<const std::byte> payload{};
  bool ack_at_once = false;
};

struct acknowledgement {
  std::uint32_t next = 0;   ///< All fragments before have arrived.
  std::uint32_t limit = 0;  ///< The first sequence that may not be sent yet.
  /// Bit i, lowest first: fragment next + 1 + i has arrived.
  std::span<const std::byte> bitmap{};
};

struct datagram {
  datagram_head head{};
  std::span<const std::byte> payload{};  ///< What follows the head.
};

/// Appends. `payload`: at most `datagram_max - datagram_head_size`.
void encode(const datagram_head& head, std::span<const std::byte> payload,
            std::vector<std::byte>& out);
void encode(datagram_head head, const fragment& f, std::vector<std::byte>& out);
void encode(const datagram_head& head, const acknowledgement& a, std::vector<std::byte>& out);

/// Any bytes give a value or nothing: a wrong version, kind or length gives nothing. What comes
/// out refers to `bytes`.
std::optional<datagram> decode_datagram(std::span<const std::byte> bytes);
/// Nothing unless offset, size and payload agree with each other.
std::optional<fragment> decode_fragment(const datagram& d);
std::optional<acknowledgement> decode_acknowledgement(const datagram& d);

std::uint64_t decode_number(std::span<const std::byte> eight_bytes);
void encode_number(std::uint64_t number, std::size_t bytes, std::vector<std::byte>& out);

/// The 64-bit number next to `near` whose low half is `wire`; none where it would be negative.
std::optional<std::uint64_t> unwrap(std::uint32_t wire, std::uint64_t near);

}  // namespace starling::transports
