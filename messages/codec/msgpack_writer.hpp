#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "messages/codec/codec_refusal.hpp"

namespace starling::messages {

/// Writes msgpack into a buffer of fixed size, each value in its shortest form, byte for byte as
/// msgpack-c packs it.
///
/// Errors: too_long when a value does not fit, or a length does not fit 32 bits. The first error
///         stays, nothing is written after it, and `size` is then 0: look once, at the end.
/// Cost:   no allocation, no exception; usable in firmware.
class msgpack_writer {
 public:
  explicit constexpr msgpack_writer(std::span<std::byte> out) : out_(out) {}

  constexpr void nil() { put(0xc0); }
  constexpr void boolean(bool x) { put(x ? 0xc3 : 0xc2); }
  constexpr void unsigned_number(std::uint64_t n) {
    if (n < 0x80) return put(static_cast<std::uint8_t>(n));
    if (n <= 0xff) return put(0xcc, n, 1);
    if (n <= 0xffff) return put(0xcd, n, 2);
    return n <= 0xffffffff ? put(0xce, n, 4) : put(0xcf, n, 8);
  }
  constexpr void signed_number(std::int64_t n) {
    const auto bits = static_cast<std::uint64_t>(n);
    if (n >= 0) return unsigned_number(bits);
    if (n >= -0x20) return put(static_cast<std::uint8_t>(bits));
    if (n >= -0x80) return put(0xd0, bits, 1);
    if (n >= -0x8000) return put(0xd1, bits, 2);
    return n >= -0x80000000LL ? put(0xd2, bits, 4) : put(0xd3, bits, 8);
  }
  /// A float 64 whatever its value, every bit kept.
  constexpr void real(double x) { put(0xcb, std::bit_cast<std::uint64_t>(x), 8); }
  constexpr void real32(float x) { put(0xca, std::bit_cast<std::uint32_t>(x), 4); }
  /// Opens an array of `size` values, which follow.
  constexpr void array(std::size_t size) { container(0x90, 0xdc, size); }
  /// Opens a map of `size` pairs, which follow, key before value.
  constexpr void map(std::size_t size) { container(0x80, 0xde, size); }
  void text(std::string_view x) {
    if (x.size() < 32) {
      put(static_cast<std::uint8_t>(0xa0 | x.size()));
    } else {
      length(0xd9, x.size());
    }
    raw(std::as_bytes(std::span(x.data(), x.size())));
  }
  void binary(std::span<const std::byte> x) {
    length(0xc4, x.size());
    raw(x);
  }
  /// A binary whose `size` bytes the caller fills in, in place; empty after an error.
  [[nodiscard]] std::span<std::byte> binary_space(std::size_t size) {
    length(0xc4, size);
    return space(size);
  }
  void extension(std::int8_t type, std::span<const std::byte> x) {
    extension_head(type, x.size());
    raw(x);
  }
  /// An extension whose `size` bytes the caller fills in, in place; empty after an error.
  [[nodiscard]] std::span<std::byte> extension_space(std::int8_t type, std::size_t size) {
    extension_head(type, size);
    return space(size);
  }
  /// Bytes that are msgpack already.
  void raw(std::span<const std::byte> x) {
    const auto to = space(x.size());
    if (!to.empty()) std::memcpy(to.data(), x.data(), x.size());
  }

  [[nodiscard]] constexpr bool ok() const { return error_ == codec_refusal::none; }
  [[nodiscard]] constexpr codec_refusal error() const { return error_; }
  /// Bytes written; 0 after an error.
  [[nodiscard]] constexpr std::size_t size() const { return ok() ? at_ : 0; }
  [[nodiscard]] constexpr std::span<std::byte> written() const { return out_.first(size()); }
  /// Makes `why` the error unless there is one.
  constexpr void refuse(codec_refusal why) {
    if (ok()) error_ = why;
  }

 private:
  constexpr std::span<std::byte> space(std::size_t size) {
    if (!ok() || size > out_.size() - at_) {
      refuse(codec_refusal::too_long);
      return {};
    }
    at_ += size;
    return out_.subspan(at_ - size, size);
  }
  constexpr void put(std::uint8_t lead, std::uint64_t number = 0, std::size_t width = 0) {
    const auto to = space(1 + width);
    if (to.empty()) return;
    to[0] = static_cast<std::byte>(lead);
    for (std::size_t i = 0; i < width; ++i) {
      to[1 + i] = static_cast<std::byte>(number >> (8 * (width - 1 - i)));
    }
  }
  /// `lead` is the form of one length byte; those of two and four follow it.
  constexpr void length(std::uint8_t lead, std::uint64_t size) {
    if (size <= 0xff) return put(lead, size, 1);
    if (size <= 0xffff) return put(static_cast<std::uint8_t>(lead + 1), size, 2);
    if (size > 0xffffffff) return refuse(codec_refusal::too_long);
    put(static_cast<std::uint8_t>(lead + 2), size, 4);
  }
  constexpr void container(std::uint8_t fix, std::uint8_t lead, std::uint64_t size) {
    if (size < 16) return put(static_cast<std::uint8_t>(fix | size));
    if (size <= 0xffff) return put(lead, size, 2);
    if (size > 0xffffffff) return refuse(codec_refusal::too_long);
    put(static_cast<std::uint8_t>(lead + 1), size, 4);
  }
  constexpr void extension_head(std::int8_t type, std::size_t size) {
    if (size > 0 && size <= 16 && (size & (size - 1)) == 0) {
      put(static_cast<std::uint8_t>(0xd4 + std::countr_zero(size)));
    } else {
      length(0xc7, size);
    }
    put(static_cast<std::uint8_t>(type));
  }

  std::span<std::byte> out_;
  std::size_t at_ = 0;
  codec_refusal error_ = codec_refusal::none;
};

}  // namespace starling::messages
