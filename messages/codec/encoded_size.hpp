#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "messages/vocabulary/fields.hpp"

// How many bytes msgpack takes for a message: an array of its fields, a choice as [index, value], a
// tensor as one binary blob, of float64 as an extension, bytes as a binary blob. Links that stay
// inside the process count these bytes without encoding.

namespace starling::messages {

constexpr std::size_t encoded_size(std::uint64_t n) {
  if (n < 0x80) return 1;
  if (n <= 0xff) return 2;
  if (n <= 0xffff) return 3;
  return n <= 0xffffffff ? 5 : 9;
}

template <class Tag, class Rep>
constexpr std::size_t encoded_size(strong<Tag, Rep> x) {
  return encoded_size(static_cast<std::uint64_t>(x.value));
}

/// msgpack's float 64.
constexpr std::size_t encoded_size(const real&) {
  return 9;
}

inline std::size_t encoded_size(const std::vector<std::uint8_t>& bytes) {
  return (bytes.size() <= 0xff ? 2 : bytes.size() <= 0xffff ? 3 : 5) + bytes.size();
}

inline std::size_t encoded_size(const tensor& x) {
  const std::size_t bytes = x.bytes().size();
  std::size_t header = bytes <= 0xff ? 2 : bytes <= 0xffff ? 3 : 5;
  if (x.precision() == precision::float64 && bytes != 8 && bytes != 16) ++header;  // no fixext
  return header + bytes;
}

template <has_fields T>
std::size_t encoded_size(const T& message);

template <class... Ts>
std::size_t encoded_size(const std::variant<Ts...>& choice) {
  return 2 + std::visit([](const auto& value) { return encoded_size(value); }, choice);
}

template <has_fields T>
std::size_t encoded_size(const T& message) {
  return std::apply(
      [](const auto&... members) { return (std::size_t{1} + ... + encoded_size(members)); },
      T::fields(message));
}

}  // namespace starling::messages
