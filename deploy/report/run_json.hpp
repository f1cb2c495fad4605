#pragma once

#include <string>
#include <string_view>

#include "actors/swarm/run_result.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// The result as one JSON object, indented, with a line per round. Figures that are NaN or infinite
/// become null; the model itself is not part of it.
std::string to_json(const run_result& result);

/// Reads what `to_json` wrote; null becomes NaN, keys it does not know are skipped.
///
/// Errors: one sentence that names the key and what was expected there; text beyond 256 MiB.
messages::result<run_result, std::string> from_json(std::string_view text);

}  // namespace starling::deploy
