#include "actors/host/residence.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace starling::actors {

residence::residence(const std::vector<host_options>& hosts, std::size_t here, std::size_t nodes)
    : here_(here) {
  std::size_t end = 0;
  for (const auto& host : hosts) ends_.push_back(end += host.nodes);
  if (here >= hosts.size()) throw std::invalid_argument("this host is not one of the swarm's");
  if (end != nodes) {
    throw std::invalid_argument("the hosts have " + std::to_string(end) + " nodes, the swarm " +
                                std::to_string(nodes));
  }
}

std::size_t residence::host_of(messages::node_id member) const {
  if (member.value >= ends_.back()) return 0;  // an aggregator
  const auto after = std::ranges::upper_bound(ends_, std::size_t{member.value});
  return static_cast<std::size_t>(after - ends_.begin());
}

}  // namespace starling::actors
