#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/fleet/status/metrics_text.hpp"

namespace starling::deploy {

/// What a running node says of itself.
struct node_status {
  std::string host;     ///< Its name in the fleet; where there is none, its address.
  std::string address;  ///< Of its metrics; empty: it serves none.
  std::optional<metric_values> figures{};
  std::string why{};  ///< Where there are no figures.
};

/// Host, phase, round, live nodes, connections to other hosts, bytes sent, refusals, accuracy and
/// loss; a host that does not answer is named with the reason.
std::string status_table(const std::vector<node_status>& all);
/// The same as JSON: one object with `hosts`, a list. What is not known is null.
std::string status_json(const std::vector<node_status>& all);
/// All of them answered.
bool all_reached(const std::vector<node_status>& all);

}  // namespace starling::deploy
