#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace starling::messages {

/// N bytes with a meaning, such as a key or a signature; ordered as text is.
template <class Tag, std::size_t N>
struct byte_array {
  static constexpr std::size_t size = N;
  std::array<std::uint8_t, N> bytes{};

  bool operator==(const byte_array& other) const {
    return std::memcmp(bytes.data(), other.bytes.data(), N) == 0;
  }
  std::strong_ordering operator<=>(const byte_array& other) const {
    return std::memcmp(bytes.data(), other.bytes.data(), N) <=> 0;
  }
  /// The first eight bytes as a number whose order is theirs.
  [[nodiscard]] constexpr std::uint64_t prefix() const {
    static_assert(N >= 8);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8U | bytes[i];
    return number;
  }
};

/// The first `count` bytes in hexadecimal digits.
template <class Tag, std::size_t N>
std::string hex(const byte_array<Tag, N>& x, std::size_t count = N) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count && i < N; ++i) {
    text += digits[x.bytes[i] >> 4U];
    text += digits[x.bytes[i] & 15U];
  }
  return text;
}

}  // namespace starling::messages
