#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/report/report_input.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// Writes run.json, rounds.csv, audit.jsonl, swarm.yaml, topology.json, objective.json,
/// model.safetensors and report.html into `directory`, which is made where it is missing. Each file
/// appears whole or not at all; what is not known (no topology, no model) is left out. Returns the
/// path of report.html.
///
/// Errors: one sentence with the path and the cause.
messages::result<std::filesystem::path, std::string> write_run_directory(
    const std::filesystem::path& directory, const report_input& input);

/// Reads a run directory back. run.json must be there; other files may be missing, not malformed.
messages::result<report_input, std::string> read_run_directory(
    const std::filesystem::path& directory);

/// The runs to draw beside another one, in their order: at most `compared_max` with that one.
///
/// Errors: one sentence that names the directory that holds no run.
messages::result<std::vector<report_input>, std::string> read_compared(
    const std::vector<std::filesystem::path>& directories);

/// Draws report.html anew from the other files. Returns its path.
messages::result<std::filesystem::path, std::string> redraw_report(
    const std::filesystem::path& directory);

/// The whole of a file; at most 4 GiB. Errors: one sentence with the path and the cause.
messages::result<std::string, std::string> read_whole(const std::filesystem::path& path);

/// Writes `content` under a temporary name beside `path`, then renames it. Returns `path`.
messages::result<std::filesystem::path, std::string> write_whole(const std::filesystem::path& path,
                                                                 std::string_view content);

}  // namespace starling::deploy
