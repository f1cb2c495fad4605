#pragma once

#include <string>
#include <string_view>

#include "actors/swarm/run_result.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// The audit of a run: one JSON object per line and record, in order; a last line says how many
/// records were left out, where any were. Numbers that are not finite are null.
std::string audit_lines(const run_result& result);

/// Reads such lines into `result.audit` and `result.audit_left_out`.
///
/// At most `audit_records_max` records of at most 4 KiB. Errors: one sentence with the line.
messages::result<bool, std::string> read_audit_lines(std::string_view text, run_result& result);

}  // namespace starling::deploy
