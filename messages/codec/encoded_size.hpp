#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "messages/vocabulary/fields.hpp"

// How many bytes `encode` writes for a message. Links that stay inside the process count these
// bytes without encoding.

namespace starling::messages {

template <std::unsigned_integral T>
constexpr std::size_t encoded_size(T number) {
  const std::uint64_t n = number;
  if (n < 0x80) return 1;
  if (n <= 0xff) return 2;
  if (n <= 0xffff) return 3;
  return n <= 0xffffffff ? 5 : 9;
}
template <std::signed_integral T>
constexpr std::size_t encoded_size(T number) {
  const std::int64_t n = number;
  if (n >= 0) return encoded_size(static_cast<std::uint64_t>(n));
  if (n >= -0x20) return 1;
  if (n >= -0x80) return 2;
  if (n >= -0x8000) return 3;
  return n >= -0x80000000LL ? 5 : 9;
}
template <class T>
requires std::is_enum_v<T>
constexpr std::size_t encoded_size(T x) {
  return encoded_size(static_cast<std::underlying_type_t<T>>(x));
}

template <class Tag, class Rep>
constexpr std::size_t encoded_size(strong<Tag, Rep> x) {
  return encoded_size(x.value);
}

/// msgpack's float 64.
constexpr std::size_t encoded_size(const real&) {
  return 9;
}

constexpr std::size_t encoded_size_of_bytes(std::size_t size) {
  return (size <= 0xff ? 2 : size <= 0xffff ? 3 : 5) + size;
}
inline std::size_t encoded_size(const std::vector<std::uint8_t>& bytes) {
  return encoded_size_of_bytes(bytes.size());
}
template <std::size_t Size>
constexpr std::size_t encoded_size(const std::array<std::uint8_t, Size>& /*bytes*/) {
  return encoded_size_of_bytes(Size);
}
template <class Tag, std::size_t Size>
constexpr std::size_t encoded_size(const byte_array<Tag, Size>& x) {
  return encoded_size(x.bytes);
}

inline std::size_t encoded_size(const std::string& text) {
  return text.size() < 32 ? 1 + text.size() : encoded_size_of_bytes(text.size());
}

inline std::size_t encoded_size(const tensor& x) {
  const std::size_t bytes = x.bytes().size();
  const bool wide = x.precision() == precision::float64;
  const bool fixed = bytes == 8 || bytes == 16;  // the length is in the first byte, the type next
  return encoded_size_of_bytes(bytes) + (wide && !fixed ? 1 : 0);
}

constexpr std::size_t encoded_size_of_array(std::size_t size) {
  return size < 16 ? 1 : size <= 0xffff ? 3 : 5;
}

template <has_fields T>
std::size_t encoded_size(const T& message);
template <class T>
std::size_t encoded_size(const std::vector<T>& list);
template <class A, class B>
std::size_t encoded_size(const std::pair<A, B>& both);

template <class... Ts>
std::size_t encoded_size(const std::variant<Ts...>& choice) {
  static_assert(sizeof...(Ts) <= 0x80);
  return 2 + std::visit([](const auto& value) { return encoded_size(value); }, choice);
}

template <class T>
std::size_t encoded_size(const std::vector<T>& list) {
  std::size_t size = encoded_size_of_array(list.size());
  for (const T& item : list) size += encoded_size(item);
  return size;
}

template <class A, class B>
std::size_t encoded_size(const std::pair<A, B>& both) {
  return 1 + encoded_size(both.first) + encoded_size(both.second);
}

template <has_fields T>
std::size_t encoded_size(const T& message) {
  return std::apply(
      [](const auto&... members) {
        return (encoded_size_of_array(sizeof...(members)) + ... + encoded_size(members));
      },
      T::fields(message));
}

}  // namespace starling::messages
