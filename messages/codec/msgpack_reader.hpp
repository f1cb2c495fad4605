#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "messages/codec/codec_refusal.hpp"

namespace starling::messages {

/// What stands at a place in msgpack bytes.
enum class msgpack_kind : std::uint8_t {
  none,  ///< The end, or a byte that starts no value.
  nil,
  boolean,
  unsigned_number,
  signed_number,  ///< In a signed form: where only minimal forms are read, it is negative.
  real32,
  real,
  text,
  binary,
  array,
  map,
  extension,
};

/// Which encodings of a value a reader accepts.
enum class msgpack_forms : std::uint8_t {
  minimal,  ///< The shortest alone, so that a value has one encoding: what our wire speaks.
  any,      ///< All that msgpack allows: what others wrote.
};

/// Application data with its type, which is 0 … 127; negative ones are msgpack's own.
struct msgpack_extension {
  std::int8_t type = 0;
  std::span<const std::byte> bytes;
};

/// Reads msgpack from bytes that nobody vouches for; text and bytes are views of them.
///
/// Errors: the first one stays, and all that is read after it is 0 or empty: look once, at the end.
///         No length is believed before as many bytes are there.
/// Cost:   no allocation, no exception, no recursion; usable in firmware.
class msgpack_reader {
 public:
  static constexpr std::size_t nesting_max = 32;  ///< Of what `skip` steps over.
  static constexpr std::size_t any_size = std::numeric_limits<std::size_t>::max();

  explicit constexpr msgpack_reader(std::span<const std::byte> bytes,
                                    msgpack_forms forms = msgpack_forms::minimal)
      : bytes_(bytes), forms_(forms) {}

  constexpr void nil() { static_cast<void>(expect(msgpack_kind::nil)); }
  constexpr bool boolean() { return expect(msgpack_kind::boolean).value != 0; }
  /// A number in [0, max]. Errors: out_of_range.
  constexpr std::uint64_t unsigned_number(
      std::uint64_t max = std::numeric_limits<std::uint64_t>::max()) {
    const head h = number();
    if (h.value > max || h.negative()) refuse(codec_refusal::out_of_range);
    return ok() ? h.value : 0;
  }
  /// A number in [min, max]. Errors: out_of_range.
  constexpr std::int64_t signed_number(
      std::int64_t min = std::numeric_limits<std::int64_t>::min(),
      std::int64_t max = std::numeric_limits<std::int64_t>::max()) {
    const head h = number();
    const auto n = static_cast<std::int64_t>(h.value);
    if ((n < 0 && !h.negative()) || n < min || n > max) refuse(codec_refusal::out_of_range);
    return ok() ? n : 0;
  }
  /// A float 64; where any form is read, also a float 32.
  constexpr double real() {
    if (forms_ == msgpack_forms::any && peek() == msgpack_kind::real32) return real32();
    return std::bit_cast<double>(expect(msgpack_kind::real).value);
  }
  constexpr float real32() {
    return std::bit_cast<float>(static_cast<std::uint32_t>(expect(msgpack_kind::real32).value));
  }
  /// Bytes as they are: whether they are UTF-8 is for those to check who care.
  std::string_view text(std::size_t max = any_size) {
    const auto bytes = take(expect(msgpack_kind::text).value, max);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  constexpr std::span<const std::byte> binary(std::size_t max = any_size) {
    return take(expect(msgpack_kind::binary).value, max);
  }
  constexpr msgpack_extension extension(std::size_t max = any_size) {
    const head h = expect(msgpack_kind::extension);
    const auto bytes = take(h.value, max);
    return ok() ? msgpack_extension{h.type, bytes} : msgpack_extension{};
  }
  /// How many values follow that belong to the array; each is to be read or skipped.
  constexpr std::size_t array(std::size_t max = any_size) {
    return elements(expect(msgpack_kind::array).value, 1, max);
  }
  /// How many pairs follow, key before value.
  constexpr std::size_t map(std::size_t max = any_size) {
    return elements(expect(msgpack_kind::map).value, 2, max);
  }
  /// Steps over one value and all that is in it. Errors: too_deep beyond `nesting_max`.
  constexpr void skip() {
    std::array<std::size_t, nesting_max> open{};  // values still to come, outermost first
    std::size_t depth = 0;
    do {
      if (depth > 0) --open[depth - 1];
      const std::size_t inside = skip_one();
      if (inside > 0 && depth == nesting_max) refuse(codec_refusal::too_deep);
      if (!ok()) return;
      if (inside > 0) open[depth++] = inside;
      while (depth > 0 && open[depth - 1] == 0) --depth;
    } while (depth > 0);
  }
  /// Says that no value is to follow. Errors: trailing_bytes.
  constexpr void finish() {
    if (remaining() > 0) refuse(codec_refusal::trailing_bytes);
  }

  /// What comes next, without taking it.
  [[nodiscard]] constexpr msgpack_kind peek() const {
    return !ok() || at_ == bytes_.size() ? msgpack_kind::none : form_of(lead()).kind;
  }
  [[nodiscard]] constexpr bool ok() const { return error_ == codec_refusal::none; }
  [[nodiscard]] constexpr codec_refusal error() const { return error_; }
  /// Bytes read so far.
  [[nodiscard]] constexpr std::size_t position() const { return at_; }
  [[nodiscard]] constexpr std::size_t remaining() const { return bytes_.size() - at_; }
  /// Makes `why` the error unless there is one.
  constexpr void refuse(codec_refusal why) {
    if (ok()) error_ = why;
  }

 private:
  /// The start of a value: a number, the bits of one, or how much follows.
  struct head {
    msgpack_kind kind = msgpack_kind::none;
    std::int8_t type = 0;
    std::uint64_t value = 0;

    [[nodiscard]] constexpr bool negative() const {
      return kind == msgpack_kind::signed_number && (value >> 63U) != 0;
    }
  };
  /// What a first byte announces: a number of `width` bytes follows, or `value` is part of it.
  struct form {
    msgpack_kind kind = msgpack_kind::none;
    std::uint8_t width = 0;
    std::uint8_t value = 0;
  };

  static constexpr form form_of(std::uint8_t b) {
    using k = msgpack_kind;
    constexpr std::array<form, 32> from_c0 = {{{k::nil},
                                               {k::none},
                                               {k::boolean},
                                               {k::boolean, 0, 1},
                                               {k::binary, 1},
                                               {k::binary, 2},
                                               {k::binary, 4},
                                               {k::extension, 1},
                                               {k::extension, 2},
                                               {k::extension, 4},
                                               {k::real32, 4},
                                               {k::real, 8},
                                               {k::unsigned_number, 1},
                                               {k::unsigned_number, 2},
                                               {k::unsigned_number, 4},
                                               {k::unsigned_number, 8},
                                               {k::signed_number, 1},
                                               {k::signed_number, 2},
                                               {k::signed_number, 4},
                                               {k::signed_number, 8},
                                               {k::extension, 0, 1},
                                               {k::extension, 0, 2},
                                               {k::extension, 0, 4},
                                               {k::extension, 0, 8},
                                               {k::extension, 0, 16},
                                               {k::text, 1},
                                               {k::text, 2},
                                               {k::text, 4},
                                               {k::array, 2},
                                               {k::array, 4},
                                               {k::map, 2},
                                               {k::map, 4}}};
    if (b < 0x80) return {k::unsigned_number, 0, b};
    if (b < 0x90) return {k::map, 0, static_cast<std::uint8_t>(b & 0x0fU)};
    if (b < 0xa0) return {k::array, 0, static_cast<std::uint8_t>(b & 0x0fU)};
    if (b < 0xc0) return {k::text, 0, static_cast<std::uint8_t>(b & 0x1fU)};
    return b < 0xe0 ? from_c0[b - 0xc0U] : form{k::signed_number, 0, b};
  }

  /// Whether no shorter form holds what this one holds.
  static constexpr bool minimal(const form& f, std::uint64_t value) {
    using k = msgpack_kind;
    if (f.width == 0 || f.kind == k::real || f.kind == k::real32) return true;
    const unsigned shorter_bits = 4U * f.width;  // of the form before, from width 2 on
    if (f.kind == k::signed_number) {
      const std::int64_t reach = f.width == 1 ? 32 : std::int64_t{1} << (shorter_bits - 1);
      return static_cast<std::int64_t>(value) < -reach;
    }
    if (f.width > 1) {
      const bool no_byte_form = f.width == 2 && (f.kind == k::array || f.kind == k::map);
      return value >= (no_byte_form ? 16 : std::uint64_t{1} << shorter_bits);
    }
    if (f.kind == k::extension) return value > 16 || value == 0 || (value & (value - 1)) != 0;
    return value >= (f.kind == k::unsigned_number ? 0x80U : f.kind == k::text ? 32U : 0U);
  }

  [[nodiscard]] constexpr std::uint8_t lead() const {
    return std::to_integer<std::uint8_t>(bytes_[at_]);
  }

  constexpr std::uint64_t big_endian(std::size_t width) {
    std::uint64_t value = 0;
    for (const std::byte b : take(width, width)) {
      value = (value << 8U) | std::to_integer<std::uint64_t>(b);
    }
    return value;
  }

  constexpr head next() {
    if (ok() && at_ == bytes_.size()) refuse(codec_refusal::truncated);
    if (!ok()) return {};
    const form f = form_of(lead());
    ++at_;
    head h{f.kind, 0, f.width == 0 ? f.value : big_endian(f.width)};
    if (f.kind == msgpack_kind::signed_number) {
      const unsigned unused = 64U - 8U * std::max(f.width, std::uint8_t{1});
      h.value = static_cast<std::uint64_t>(static_cast<std::int64_t>(h.value << unused) >> unused);
    }
    if (f.kind == msgpack_kind::extension) h.type = static_cast<std::int8_t>(big_endian(1));
    if (f.kind == msgpack_kind::none) refuse(codec_refusal::wrong_type);
    if (ok() && forms_ == msgpack_forms::minimal && !minimal(f, h.value)) {
      refuse(codec_refusal::not_minimal);
    }
    return ok() ? h : head{};
  }

  constexpr head expect(msgpack_kind kind) {
    if (ok() && remaining() > 0 && peek() != kind) refuse(codec_refusal::wrong_type);
    return next();
  }
  constexpr head number() {
    const bool with_sign = peek() == msgpack_kind::signed_number;
    return expect(with_sign ? msgpack_kind::signed_number : msgpack_kind::unsigned_number);
  }

  constexpr std::span<const std::byte> take(std::uint64_t size, std::size_t max) {
    if (size > max) refuse(codec_refusal::too_long);
    if (size > remaining()) refuse(codec_refusal::truncated);
    if (!ok()) return {};
    at_ += static_cast<std::size_t>(size);
    return bytes_.subspan(at_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
  }
  constexpr std::size_t elements(std::uint64_t count, std::size_t each, std::size_t max) {
    if (count > max) refuse(codec_refusal::too_long);
    if (count > remaining() / each) refuse(codec_refusal::truncated);
    return ok() ? static_cast<std::size_t>(count) : 0;
  }

  /// How many values are inside the one whose start it takes.
  constexpr std::size_t skip_one() {
    const head h = next();
    switch (h.kind) {
      case msgpack_kind::text:
      case msgpack_kind::binary:
      case msgpack_kind::extension:
        static_cast<void>(take(h.value, any_size));
        return 0;
      case msgpack_kind::array:
        return elements(h.value, 1, any_size);
      case msgpack_kind::map:
        return 2 * elements(h.value, 2, any_size);
      default:
        return 0;
    }
  }

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  msgpack_forms forms_;
  codec_refusal error_ = codec_refusal::none;
};

}  // namespace starling::messages
