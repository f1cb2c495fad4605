#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "messages/security/octets.hpp"

// Authenticated encryption behind one interface: what is sealed cannot be read, and neither it nor
// the associated data changed, without the key.

namespace starling::messages {

enum class aead_suite : std::uint8_t {
  xchacha20_poly1305 = 1,  ///< Everywhere.
  aes_256_gcm = 2,         ///< Where the processor has instructions for it.
};

using aead_key = secret<struct aead_key_tag, 32>;
/// Never twice for different bytes under one key. AES-GCM takes the first 12 bytes alone.
using aead_nonce = octets<struct aead_nonce_tag, 24>;

inline constexpr std::size_t aead_tag_size = 16;

/// The capability that a peer registers where its processor has the instructions.
inline constexpr std::string_view aes_capability = "aes-256-gcm";

/// Whether this machine can use it. The first call also lets libsodium choose its fastest code for
/// this processor: call once at start.
bool machine_has(aead_suite suite);

/// What two peers with these capabilities use with each other: AES only where both have it.
aead_suite choose_suite(std::span<const std::string> own, std::span<const std::string> other);

/// Encrypts in place all of `body` but its last `aead_tag_size` bytes, and fills those.
///
/// Errors: false, and nothing done, where `body` has no room for the tag or the machine lacks the
///         suite.
[[nodiscard]] bool seal_in_place(aead_suite suite, const aead_key& key, const aead_nonce& nonce,
                                 std::span<const std::byte> associated, std::span<std::byte> body);

/// Checks and decrypts in place; the plain text is all of `body` but its last `aead_tag_size`
/// bytes.
///
/// Errors: false, and `body` unspecified but never the plain text, unless every bit of it and of
///         `associated` is as it was sealed under this key and nonce.
[[nodiscard]] bool open_in_place(aead_suite suite, const aead_key& key, const aead_nonce& nonce,
                                 std::span<const std::byte> associated, std::span<std::byte> body);

}  // namespace starling::messages
