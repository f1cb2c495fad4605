#pragma once

#include <string>
#include <string_view>

#include "messages/security/keys.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// A peer's secret key file: two seeds, as text.
std::string key_text(const messages::signing_seed& signing,
                     const messages::agreement_seed& agreement);

/// Errors: one sentence that says which line is wrong.
messages::result<messages::identity, std::string> read_key(std::string_view text);

}  // namespace starling::deploy
