#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sodium/utils.h>

namespace starling::messages {

/// `Size` bytes with a meaning: two of different meaning neither mix nor convert. For what is
/// public; what is not is a `secret`.
template <class Tag, std::size_t Size>
struct octets {
  static constexpr std::size_t size = Size;
  std::array<std::byte, Size> value{};

  /// None unless there are exactly `Size` bytes.
  static constexpr std::optional<octets> from(std::span<const std::byte> bytes) {
    if (bytes.size() != Size) return std::nullopt;
    octets out;
    std::copy(bytes.begin(), bytes.end(), out.value.begin());
    return out;
  }
  constexpr auto operator<=>(const octets&) const = default;
  [[nodiscard]] constexpr std::span<const std::byte, Size> bytes() const { return value; }
};

/// `Size` bytes that nobody else may know: moved, never copied by accident, and wiped when they are
/// left behind.
template <class Tag, std::size_t Size>
class secret {
 public:
  static constexpr std::size_t size = Size;

  secret() = default;
  explicit secret(std::span<const std::byte, Size> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;
  secret(secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  secret& operator=(secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.wipe();
    }
    return *this;
  }
  ~secret() { wipe(); }

  /// A second one of the same bytes, on purpose.
  [[nodiscard]] secret copy() const { return secret(bytes()); }
  [[nodiscard]] std::span<const std::byte, Size> bytes() const { return bytes_; }
  [[nodiscard]] std::span<std::byte, Size> mutate() { return bytes_; }

 private:
  void wipe() { sodium_memzero(bytes_.data(), bytes_.size()); }

  std::array<std::byte, Size> bytes_{};
};

/// Two lowercase digits a byte.
std::string to_hex(std::span<const std::byte> bytes);
/// Fills `out` from twice as many digits of either case; false, and `out` unspecified, otherwise.
[[nodiscard]] bool from_hex(std::string_view digits, std::span<std::byte> out);

/// None unless it is 2 · `Size` hexadecimal digits.
template <class Octets>
std::optional<Octets> octets_from_hex(std::string_view digits) {
  Octets out;
  if (!from_hex(digits, out.value)) return std::nullopt;
  return out;
}

/// As libsodium takes bytes.
inline const unsigned char* sodium_bytes(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* sodium_output(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace starling::messages
