#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages/security/keys.hpp"
#include "messages/security/sealed_file.hpp"
#include "messages/types/result.hpp"

// A peer's keys as the text of two files: one that stays, one that may be shown; and the key of
// files as the text of one.

namespace starling::messages {

/// From which a peer's keys are made; all that has to be kept.
struct identity_seeds {
  signing_seed signing;
  agreement_seed agreement;
};

/// Why a text holds no keys.
enum class key_text_refusal : std::uint8_t {
  too_long,       ///< More than `key_text_max` bytes.
  wrong_version,  ///< The first line that is no comment is not "starling-key 1", or
                  ///< "starling-file-key 1".
  malformed,      ///< The lines that follow are not "signing" and "agreement", or "sealing", with
                  ///< 64 digits each.
  trailing,       ///< Something follows the last key.
};

inline constexpr std::array<std::string_view, 4> key_text_refusal_names = {
    "too_long", "wrong_version", "malformed", "trailing"};

constexpr std::string_view to_string(key_text_refusal r) {
  return key_text_refusal_names[static_cast<std::size_t>(r)];
}

inline constexpr std::size_t key_text_max = 1024;  ///< Bytes.

/// The secret file. Whoever has it is this peer: wipe the string after use.
std::string secret_text(const identity_seeds& seeds);
/// Reads what `secret_text` wrote; blank lines and lines from '#' on are skipped.
result<identity_seeds, key_text_refusal> seeds_from_text(std::string_view text);

/// The secret file of a key that seals files: wipe the string after use.
std::string secret_text(const file_key& key);
result<file_key, key_text_refusal> file_key_from_text(std::string_view text);

/// The public file: the peer's id and both public keys, in hexadecimal.
std::string public_text(const identity& self);

}  // namespace starling::messages
