#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "messages/codec/codec_limits.hpp"
#include "messages/codec/encode.hpp"
#include "messages/codec/msgpack_reader.hpp"

// What `encode` wrote, from bytes that nobody vouches for. Fields that a message has beyond those
// known here were added by a later version: they are skipped. A field that is missing is refused.

namespace starling::messages {

template <has_fields T>
void read(msgpack_reader& in, T& message, const codec_limits& limits);
template <class T>
void read(msgpack_reader& in, std::vector<T>& list, const codec_limits& limits);
template <class A, class B>
void read(msgpack_reader& in, std::pair<A, B>& both, const codec_limits& limits);
template <class... Ts>
void read(msgpack_reader& in, std::variant<Ts...>& choice, const codec_limits& limits);

template <class T>
requires std::is_integral_v<T>
void read(msgpack_reader& in, T& n, const codec_limits& /*limits*/) {
  if constexpr (std::is_same_v<T, bool>) {
    n = in.boolean();
  } else if constexpr (std::is_signed_v<T>) {
    using bounds = std::numeric_limits<T>;
    n = static_cast<T>(in.signed_number(bounds::min(), bounds::max()));
  } else {
    n = static_cast<T>(in.unsigned_number(std::numeric_limits<T>::max()));
  }
}
/// An enumeration says how many enumerators it has, for which 0 … n−1 are accepted, by a function
/// `enumerators(T)` beside it.
template <class T>
requires std::is_enum_v<T>
void read(msgpack_reader& in, T& x, const codec_limits& /*limits*/) {
  const std::uint64_t n = in.unsigned_number();
  if (n >= enumerators(T{})) in.refuse(codec_refusal::unknown_kind);
  if (in.ok()) x = static_cast<T>(n);
}
template <class Tag, class Rep>
void read(msgpack_reader& in, strong<Tag, Rep>& x, const codec_limits& limits) {
  read(in, x.value, limits);
}
inline void read(msgpack_reader& in, real& x, const codec_limits& /*limits*/) {
  x = real(in.real());
}
inline void read(msgpack_reader& in, std::string& text, const codec_limits& limits) {
  text = in.text(limits.elements_max);
}
inline void read(msgpack_reader& in, std::vector<std::uint8_t>& bytes, const codec_limits& limits) {
  const auto from = in.binary(limits.bytes_max);
  const auto* first = reinterpret_cast<const std::uint8_t*>(from.data());
  bytes.assign(first, first + from.size());
}
/// Exactly so many bytes. Errors: out_of_range.
template <std::size_t Size>
void read(msgpack_reader& in, std::array<std::uint8_t, Size>& bytes, const codec_limits& /*l*/) {
  const auto from = in.binary();
  if (from.size() != Size) in.refuse(codec_refusal::out_of_range);
  if (in.ok()) std::memcpy(bytes.data(), from.data(), Size);
}
template <class Tag, std::size_t Size>
void read(msgpack_reader& in, byte_array<Tag, Size>& x, const codec_limits& limits) {
  read(in, x.bytes, limits);
}
/// A binary of float32, or an extension of float64, which is not empty then. Errors: out_of_range
/// where the bytes are no whole number of elements.
inline void read(msgpack_reader& in, tensor& x, const codec_limits& limits) {
  const bool wide = in.peek() == msgpack_kind::extension;
  const msgpack_extension from =
      wide ? in.extension() : msgpack_extension{float64_extension, in.binary()};
  const std::size_t size = from.bytes.size() / (wide ? sizeof(double) : sizeof(float));
  if (from.type != float64_extension) in.refuse(codec_refusal::unknown_kind);
  if (from.bytes.size() % (wide ? sizeof(double) : sizeof(float)) != 0) {
    in.refuse(codec_refusal::out_of_range);
  }
  if (wide && size == 0) in.refuse(codec_refusal::not_minimal);
  if (size > limits.elements_max) in.refuse(codec_refusal::too_long);
  if (!in.ok()) return;
  x = tensor::uninitialised(size, wide ? precision::float64 : precision::float32);
  if (size == 0) return;
  void* to = wide ? static_cast<void*>(x.mutate_doubles().data()) : x.mutate().data();
  std::memcpy(to, from.bytes.data(), from.bytes.size());
}
template <class T>
void read(msgpack_reader& in, std::vector<T>& list, const codec_limits& limits) {
  list.clear();
  for (std::size_t n = in.array(limits.elements_max); n > 0 && in.ok(); --n) {
    read(in, list.emplace_back(), limits);
  }
}

/// How many values an array has beyond the `known`, which come first. Errors: truncated.
inline std::size_t unknown_fields(msgpack_reader& in, std::size_t known) {
  const std::size_t size = in.array();
  if (size < known) in.refuse(codec_refusal::truncated);
  return in.ok() ? size - known : 0;
}
inline void skip_fields(msgpack_reader& in, std::size_t count) {
  for (; count > 0 && in.ok(); --count) in.skip();
}

template <class A, class B>
void read(msgpack_reader& in, std::pair<A, B>& both, const codec_limits& limits) {
  const std::size_t unknown = unknown_fields(in, 2);
  read(in, both.first, limits);
  read(in, both.second, limits);
  skip_fields(in, unknown);
}
template <class... Ts>
void read(msgpack_reader& in, std::variant<Ts...>& choice, const codec_limits& limits) {
  const std::size_t unknown = unknown_fields(in, 2);
  const std::uint64_t index = in.unsigned_number();
  if (index >= sizeof...(Ts)) in.refuse(codec_refusal::unknown_kind);
  if (!in.ok()) return;
  std::uint64_t i = 0;
  ((i++ == index ? read(in, choice.template emplace<Ts>(), limits) : void()), ...);
  skip_fields(in, unknown);
}
template <has_fields T>
void read(msgpack_reader& in, T& message, const codec_limits& limits) {
  std::apply(
      [&](auto&... members) {
        const std::size_t unknown = unknown_fields(in, sizeof...(members));
        (read(in, members, limits), ...);
        skip_fields(in, unknown);
      },
      T::fields(message));
}

/// The message that these bytes are, all of them.
///
/// Errors: any codec_refusal; for any bytes there is a message or one of them, never anything else.
/// Cost:   one copy of the tensor; no memory before as many bytes have been seen.
template <class T>
result<T, codec_refusal> decode(std::span<const std::byte> bytes, const codec_limits& limits = {}) {
  if (bytes.size() > limits.bytes_max) return failure{codec_refusal::too_long};
  msgpack_reader in(bytes);
  T message{};
  read(in, message, limits);
  in.finish();
  if (!in.ok()) return failure{in.error()};
  return message;
}

}  // namespace starling::messages
