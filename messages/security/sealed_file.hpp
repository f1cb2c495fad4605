#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/security/octets.hpp"
#include "messages/types/result.hpp"

// A file that nobody without its key reads or changes.

namespace starling::messages {

/// 32 bytes that seal files.
using file_key = secret<struct file_key_tag, 32>;
/// Never twice under one key: from the operating system's entropy.
using file_salt = octets<struct file_salt_tag, 32>;

/// Why bytes are not the file that was sealed.
enum class sealed_file_refusal : std::uint8_t {
  unsealed,   ///< They do not begin as a sealed file does.
  wrong_key,  ///< Another key sealed them, or the place that says which was changed.
  damaged,    ///< Cut, lengthened, put in another order, or changed in some bit.
};

inline constexpr std::array<std::string_view, 3> sealed_file_refusal_names = {
    "unsealed", "wrong_key", "damaged"};

constexpr std::string_view to_string(sealed_file_refusal r) {
  return sealed_file_refusal_names[static_cast<std::size_t>(r)];
}

inline constexpr std::string_view sealed_file_begin = "starling sealed file 1\n";
inline constexpr std::size_t sealed_chunk_size = std::size_t{1} << 20U;  ///< Bytes in the clear.

/// The begin, the salt, 16 bytes that tell the key, then chunks: each with its place and whether it
/// is the last as its nonce, the file's head as associated data. XChaCha20-Poly1305, under a key
/// of this file alone: HKDF-SHA256 of `key`, salted.
///
/// Cost:  the file once more in memory.
/// Paper: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its
///        Nonce-Reuse Misuse-Resistance", CRYPTO 2015: STREAM.
std::string seal_file(std::string_view content, const file_key& key, const file_salt& salt);

/// The content, all of it and unchanged, or why not; nothing is allocated beyond `sealed`'s size.
result<std::string, sealed_file_refusal> open_file(std::string_view sealed, const file_key& key);

}  // namespace starling::messages
