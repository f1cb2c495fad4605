#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <sodium/crypto_generichash_blake2b.h>

namespace starling::messages {

/// BLAKE2b-256 over what is fed to it, in order.
class content_hash {
 public:
  content_hash();
  void add(std::span<const std::byte> bytes);
  /// Eight bytes, little endian.
  void add(std::uint64_t number);
  /// Of all that was added so far; more may follow.
  [[nodiscard]] std::array<std::uint8_t, 32> digest() const;
  /// 64 hexadecimal digits of all that was added so far; more may follow.
  [[nodiscard]] std::string hex() const;

 private:
  crypto_generichash_blake2b_state state_;
};

}  // namespace starling::messages
