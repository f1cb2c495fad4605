#include "messages/compression/positions.hpp"

#include <algorithm>
#include <bit>

namespace starling::messages {

namespace {

enum class form : std::uint8_t { gaps = 0, bits = 1 };

constexpr std::size_t varint_max = 5;  // bytes of a 32-bit number, seven bits each

constexpr std::size_t varint_size(std::uint32_t n) {
  return (static_cast<std::size_t>(std::bit_width(n | 1U)) + 6) / 7;
}

/// Between a position and the one before; the first from 0.
std::uint32_t gap(std::span<const std::uint32_t> positions, std::size_t i) {
  return i == 0 ? positions[0] : positions[i] - positions[i - 1] - 1;
}

std::vector<std::byte> as_bits(std::span<const std::uint32_t> positions, std::size_t size) {
  std::vector<std::byte> out(1 + (size + 7) / 8);
  out[0] = static_cast<std::byte>(form::bits);
  for (const std::uint32_t p : positions) {
    out[1 + p / 8] |= static_cast<std::byte>(1U << p % 8U);
  }
  return out;
}

std::vector<std::byte> as_gaps(std::span<const std::uint32_t> positions, std::size_t bytes) {
  std::vector<std::byte> out;
  out.reserve(1 + bytes);
  out.push_back(static_cast<std::byte>(form::gaps));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    std::uint32_t n = gap(positions, i);
    for (; n >= 0x80U; n >>= 7U) out.push_back(static_cast<std::byte>(n | 0x80U));
    out.push_back(static_cast<std::byte>(n));
  }
  return out;
}

bool from_gaps(std::span<const std::byte> bytes, std::size_t size, std::span<std::uint32_t> into) {
  std::size_t at = 0;
  std::uint64_t next = 0;  // the lowest position that may follow
  for (std::uint32_t& position : into) {
    std::uint64_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (at == bytes.size() || shift == 7 * varint_max) return false;
      const auto b = std::to_integer<std::uint64_t>(bytes[at++]);
      n |= (b & 0x7fU) << shift;
      if (b == 0 && shift > 0) return false;  // longer than it must be
      if (b < 0x80U) break;
    }
    if (next + n >= size) return false;
    position = static_cast<std::uint32_t>(next + n);
    next += n + 1;
  }
  return at == bytes.size();
}

bool from_bits(std::span<const std::byte> bytes, std::size_t size, std::span<std::uint32_t> into) {
  if (bytes.size() != (size + 7) / 8) return false;
  std::size_t found = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (auto b = std::to_integer<unsigned>(bytes[i]); b != 0; b &= b - 1) {
      const std::size_t position = 8 * i + static_cast<std::size_t>(std::countr_zero(b));
      if (found == into.size() || position >= size) return false;
      into[found++] = static_cast<std::uint32_t>(position);
    }
  }
  return found == into.size();
}

}  // namespace

std::vector<std::byte> encode_positions(std::span<const std::uint32_t> positions,
                                        std::size_t size) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) bytes += varint_size(gap(positions, i));
  return bytes <= (size + 7) / 8 ? as_gaps(positions, bytes) : as_bits(positions, size);
}

bool decode_positions(std::span<const std::byte> bytes, std::size_t size,
                      std::span<std::uint32_t> into) {
  if (bytes.empty()) return false;
  const auto rest = bytes.subspan(1);
  if (bytes[0] == static_cast<std::byte>(form::gaps)) return from_gaps(rest, size, into);
  return bytes[0] == static_cast<std::byte>(form::bits) && from_bits(rest, size, into);
}

std::size_t positions_size_max(std::size_t count, std::size_t size) {
  return 1 + std::min(count * varint_max, (size + 7) / 8);
}

}  // namespace starling::messages
