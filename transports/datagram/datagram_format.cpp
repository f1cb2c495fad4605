#include "transports/datagram/datagram_format.hpp"

#include <algorithm>

namespace starling::transports {

namespace {

constexpr std::uint8_t at_once_bit = 0x80;

std::uint32_t number32(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    n |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
  }
  return n;
}

void encode_head(const datagram_head& head, std::size_t payload, std::vector<std::byte>& out) {
  const auto kind = static_cast<std::uint8_t>(head.kind);
  out.push_back(std::byte{datagram_version});
  out.push_back(std::byte(head.ack_at_once ? kind | at_once_bit : kind));
  encode_number(payload, 2, out);
  encode_number(head.token, 8, out);
  encode_number(head.sent_at, 4, out);
  encode_number(head.echo, 4, out);
}

}  // namespace

void encode_number(std::uint64_t number, std::size_t bytes, std::vector<std::byte>& out) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<std::byte>(number >> (8 * i)));
}

std::uint64_t decode_number(std::span<const std::byte> eight_bytes) {
  std::uint64_t n = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    n |= std::to_integer<std::uint64_t>(eight_bytes[i]) << (8 * i);
  }
  return n;
}

void encode(const datagram_head& head, std::span<const std::byte> payload,
            std::vector<std::byte>& out) {
  encode_head(head, payload.size(), out);
  out.insert(out.end(), payload.begin(), payload.end());
}

void encode(datagram_head head, const fragment& f, std::vector<std::byte>& out) {
  head.kind = datagram_kind::data;
  head.ack_at_once = f.ack_at_once;
  encode_head(head, fragment_head_size - datagram_head_size + f.payload.size(), out);
  for (const auto n : {f.sequence, f.message, f.offset, f.size}) encode_number(n, 4, out);
  out.insert(out.end(), f.payload.begin(), f.payload.end());
}

void encode(const datagram_head& head, const acknowledgement& a, std::vector<std::byte>& out) {
  encode_head(head, ack_head_size - datagram_head_size + a.bitmap.size(), out);
  encode_number(a.next, 4, out);
  encode_number(a.limit, 4, out);
  out.insert(out.end(), a.bitmap.begin(), a.bitmap.end());
}

std::optional<datagram> decode_datagram(std::span<const std::byte> bytes) {
  if (bytes.size() < datagram_head_size || bytes.size() > datagram_max) return std::nullopt;
  if (bytes[0] != std::byte{datagram_version}) return std::nullopt;
  const auto flagged = std::to_integer<std::uint8_t>(bytes[1]);
  const auto kind = static_cast<std::uint8_t>(flagged & ~at_once_bit);
  if (kind < 1 || kind > static_cast<std::uint8_t>(datagram_kind::unknown)) return std::nullopt;
  const auto length = number32(bytes, 0) >> 16U;
  if (length != bytes.size() - datagram_head_size) return std::nullopt;
  datagram d;
  d.head.kind = static_cast<datagram_kind>(kind);
  d.head.ack_at_once = (flagged & at_once_bit) != 0;
  d.head.token = decode_number(bytes.subspan(4));
  d.head.sent_at = number32(bytes, 12);
  d.head.echo = number32(bytes, 16);
  d.payload = bytes.subspan(datagram_head_size);
  return d;
}

std::optional<fragment> decode_fragment(const datagram& d) {
  constexpr std::size_t head = fragment_head_size - datagram_head_size;
  if (d.head.kind != datagram_kind::data || d.payload.size() < head) return std::nullopt;
  fragment f;
  f.sequence = number32(d.payload, 0);
  f.message = number32(d.payload, 4);
  f.offset = number32(d.payload, 8);
  f.size = number32(d.payload, 12);
  f.payload = d.payload.subspan(head);
  f.ack_at_once = d.head.ack_at_once;
  const bool inside = f.offset < f.size || (f.offset == 0 && f.size == 0);
  if (!inside || f.offset % fragment_max != 0) return std::nullopt;
  if (f.payload.size() != std::min<std::size_t>(fragment_max, f.size - f.offset)) {
    return std::nullopt;
  }
  return f;
}

std::optional<acknowledgement> decode_acknowledgement(const datagram& d) {
  constexpr std::size_t head = ack_head_size - datagram_head_size;
  if (d.head.kind != datagram_kind::ack || d.payload.size() < head) return std::nullopt;
  if (d.payload.size() > head + ack_bitmap_max) return std::nullopt;
  return acknowledgement{number32(d.payload, 0), number32(d.payload, 4), d.payload.subspan(head)};
}

std::optional<std::uint64_t> unwrap(std::uint32_t wire, std::uint64_t near) {
  const auto apart =
      static_cast<std::int32_t>(wire - static_cast<std::uint32_t>(near & 0xffffffffU));
  if (apart < 0 && near < static_cast<std::uint64_t>(-static_cast<std::int64_t>(apart))) {
    return std::nullopt;
  }
  return near + static_cast<std::uint64_t>(static_cast<std::int64_t>(apart));
}

}  // namespace starling::transports
