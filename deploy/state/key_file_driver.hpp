#pragma once

#include <filesystem>
#include <string>

#include "messages/security/key_text.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// New seeds from the operating system's entropy. Waits until there is some.
/// Throws: std::runtime_error where libsodium cannot be used.
messages::identity_seeds fresh_seeds();

/// Where the public half of a key file is: beside it, with ".pub" at the end.
std::filesystem::path public_file(const std::filesystem::path& key_file);

/// Writes the secret file, that its owner alone may read, and the public one beside it. Neither is
/// ever there in part; with `replace` they take the place of older ones.
///
/// Errors: a sentence where one of the files is there already, or cannot be written; else empty.
std::string write_key_files(const std::filesystem::path& key_file,
                            const messages::identity_seeds& seeds, bool replace);

/// The salt of a file that is about to be sealed, from the operating system's entropy.
messages::file_salt fresh_salt();
messages::file_key fresh_file_key();

/// As for a peer, but there is nothing that may be shown.
std::string write_file_key(const std::filesystem::path& key_file, const messages::file_key& key,
                           bool replace);
messages::result<messages::file_key, std::string> read_file_key(
    const std::filesystem::path& key_file);

/// Errors: a sentence where the file cannot be read, others than its owner may read it, or it
///         holds no keys.
messages::result<messages::identity_seeds, std::string> read_key_file(
    const std::filesystem::path& key_file);

}  // namespace starling::deploy
