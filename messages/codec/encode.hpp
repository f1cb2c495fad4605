#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "messages/codec/encoded_size.hpp"
#include "messages/codec/msgpack_writer.hpp"
#include "messages/types/result.hpp"
#include "messages/vocabulary/fields.hpp"

// A message as msgpack: an array of its fields in the order in which `fields` lists them, and what
// is in them likewise. The page of the bytes is docs/protocols/codec.md.

namespace starling::messages {

inline constexpr std::int8_t float64_extension = 1;  ///< The type of a float64 tensor's bytes.

template <has_fields T>
void write(msgpack_writer& out, const T& message);
template <class T>
void write(msgpack_writer& out, const std::vector<T>& list);
template <class A, class B>
void write(msgpack_writer& out, const std::pair<A, B>& both);
template <class... Ts>
void write(msgpack_writer& out, const std::variant<Ts...>& choice);

template <class T>
requires std::is_integral_v<T>
void write(msgpack_writer& out, T n) {
  if constexpr (std::is_same_v<T, bool>) {
    out.boolean(n);
  } else if constexpr (std::is_signed_v<T>) {
    out.signed_number(n);
  } else {
    out.unsigned_number(n);
  }
}
template <class T>
requires std::is_enum_v<T>
void write(msgpack_writer& out, T x) {
  write(out, static_cast<std::underlying_type_t<T>>(x));
}
template <class Tag, class Rep>
void write(msgpack_writer& out, strong<Tag, Rep> x) {
  write(out, x.value);
}
inline void write(msgpack_writer& out, const real& x) {
  out.real(x.value());
}
inline void write(msgpack_writer& out, const std::string& text) {
  out.text(text);
}
inline void write(msgpack_writer& out, const std::vector<std::uint8_t>& bytes) {
  out.binary(std::as_bytes(std::span(bytes)));
}
template <std::size_t Size>
void write(msgpack_writer& out, const std::array<std::uint8_t, Size>& bytes) {
  out.binary(std::as_bytes(std::span(bytes)));
}
template <class Tag, std::size_t Size>
void write(msgpack_writer& out, const byte_array<Tag, Size>& x) {
  write(out, x.bytes);
}
inline void write(msgpack_writer& out, const tensor& x) {
  static_assert(std::endian::native == std::endian::little);
  if (x.precision() == precision::float64) return out.extension(float64_extension, x.bytes());
  out.binary(x.bytes());
}
template <class T>
void write(msgpack_writer& out, const std::vector<T>& list) {
  out.array(list.size());
  for (const T& item : list) write(out, item);
}
template <class A, class B>
void write(msgpack_writer& out, const std::pair<A, B>& both) {
  out.array(2);
  write(out, both.first);
  write(out, both.second);
}
template <class... Ts>
void write(msgpack_writer& out, const std::variant<Ts...>& choice) {
  out.array(2);
  out.unsigned_number(choice.index());
  std::visit([&out](const auto& value) { write(out, value); }, choice);
}
template <has_fields T>
void write(msgpack_writer& out, const T& message) {
  std::apply(
      [&out](const auto&... members) {
        out.array(sizeof...(members));
        (write(out, members), ...);
      },
      T::fields(message));
}

/// The part of `into` that holds the message now; `encoded_size(message)` bytes.
///
/// Errors: too_long when they do not fit, or a tensor has more than 2³² bytes.
/// Cost:   one copy of the tensor; no allocation.
template <class T>
result<std::span<std::byte>, codec_refusal> encode(const T& message, std::span<std::byte> into) {
  msgpack_writer out(into);
  write(out, message);
  if (!out.ok()) return failure{out.error()};
  return out.written();
}

/// The same in memory of its own.
template <class T>
result<std::vector<std::byte>, codec_refusal> encode(const T& message) {
  std::vector<std::byte> bytes(encoded_size(message));
  if (const auto written = encode(message, std::span<std::byte>(bytes)); !written) {
    return failure{written.error()};
  }
  return bytes;
}

}  // namespace starling::messages
