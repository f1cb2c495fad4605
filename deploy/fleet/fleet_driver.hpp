#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "deploy/fleet/fleet_course.hpp"
#include "deploy/fleet/fleet_file.hpp"

namespace starling::deploy {

struct fleet_settings {
  std::string own_program;        ///< What runs here where the file names nothing.
  std::filesystem::path output;   ///< A folder; each host has one of its name in it.
  std::ostream* relay = nullptr;  ///< Takes what the nodes say, the host's name in front of a line.
};

/// Runs a fleet to its end: starts, watches and restarts its nodes, and brings what they leave to
/// `output`: NAME/node.log as they say it, and each file of their report. Ctrl-C and SIGTERM ask
/// the nodes to leave, the next ones kill them, and the third ends this program at once.
///
/// Takes the two signals over for as long as it runs: one at a time in a process.
/// Errors: what cannot be written is an outcome that tells why.
std::vector<host_outcome> run_fleet(const fleet& f, const fleet_settings& settings);

}  // namespace starling::deploy
