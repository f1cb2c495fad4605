#pragma once

#include <string>
#include <vector>

#include "deploy/fleet/fleet_file.hpp"
#include "deploy/fleet/status/node_status.hpp"

namespace starling::deploy {

/// Whom to ask: a fleet, where SSH goes to the machine before the node is asked there, or
/// addresses as HOST:PORT that are reached from here.
///
/// Cost: at most 15 seconds, whoever does not answer; 16 are asked at once.
std::vector<node_status> ask_fleet(const fleet& f);
std::vector<node_status> ask_addresses(const std::vector<std::string>& addresses);

}  // namespace starling::deploy
