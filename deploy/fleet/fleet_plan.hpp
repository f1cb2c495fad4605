#pragma once

#include <filesystem>
#include <string>

#include "deploy/fleet/fleet_file.hpp"

namespace starling::deploy {

/// What `run_fleet` would do, host by host: commands that a shell would understand, what is sent,
/// what is deleted and what is brought back; in the end the guard, which all of them run.
std::string plan_text(const fleet& f, const std::string& own_program,
                      const std::filesystem::path& output);

/// What is known to fail before anything is started: a key that is not the host's, a file that is
/// not there; empty where nothing is.
std::string why_impossible(const fleet& f);

}  // namespace starling::deploy
