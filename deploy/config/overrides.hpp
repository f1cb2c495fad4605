#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "deploy/config/config_error.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// A value that does not come from the file. Flags override the environment, which overrides the
/// file; of two of one rank the later one holds.
struct override_value {
  enum class rank : unsigned char { environment = 1, flag = 2 };

  std::string key;     ///< "rounds.max".
  std::string value;   ///< As it would stand in the file: "40", "[784, 10]", "5ms".
  std::string origin;  ///< How errors name it: "--set rounds.max", "STARLING_ROUNDS_MAX", "--seed".
  rank from = rank::flag;
};

/// "rounds.max" → "STARLING_ROUNDS_MAX".
std::string environment_name(std::string_view key);

/// The keys that the environment sets; `environment` ends with a null pointer, as `environ` does.
///
/// Errors: a variable that begins as a section does and names no key of it, or that is one or two
///         letters away from a key's name. Other STARLING_ variables are none of the file's
///         business.
messages::result<std::vector<override_value>, config_error> environment_overrides(
    const char* const* environment);

/// The argument of --set.
///
/// Errors: not KEY=VALUE.
messages::result<override_value, config_error> parse_set(std::string_view key_and_value);

}  // namespace starling::deploy
