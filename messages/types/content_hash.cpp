#include "messages/types/content_hash.hpp"

#include <string_view>

namespace starling::messages {

content_hash::content_hash() {
  crypto_generichash_blake2b_init(&state_, nullptr, 0, 32);
}

void content_hash::add(std::span<const std::byte> bytes) {
  crypto_generichash_blake2b_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                                    bytes.size());
}

void content_hash::add(std::uint64_t number) {
  std::array<std::byte, 8> bytes{};
  for (auto& b : bytes) {
    b = static_cast<std::byte>(number & 0xffU);
    number >>= 8U;
  }
  add(bytes);
}

std::array<std::uint8_t, 32> content_hash::digest() const {
  auto copy = state_;
  std::array<std::uint8_t, 32> out{};
  crypto_generichash_blake2b_final(&copy, out.data(), out.size());
  return out;
}

std::string content_hash::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest()) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace starling::messages
