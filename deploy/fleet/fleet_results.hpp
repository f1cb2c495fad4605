#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "actors/swarm/run_result.hpp"
#include "deploy/fleet/fleet_course.hpp"
#include "deploy/fleet/fleet_file.hpp"

namespace starling::deploy {

/// How one host of a fleet ended, and what its node found.
struct fleet_result {
  std::string host;
  std::string at;
  host_outcome outcome;
  std::optional<run_result> found{};  ///< None where no report came back.
};

/// Reads what `run_fleet` brought to `output`, in the order of the file.
std::vector<fleet_result> read_results(const fleet& f, const std::vector<host_outcome>& outcomes,
                                       const std::filesystem::path& output);

/// Host, place, state, rounds, accuracy, loss, the model's hash, exit status, restarts and why.
std::string results_table(const std::vector<fleet_result>& results);
/// The same as JSON: one object with `hosts`, a list.
std::string results_json(const std::vector<fleet_result>& results);

}  // namespace starling::deploy
