#include "actors/supervisor/restart_policy.hpp"

namespace starling::actors {

bool restart_policy::crashed(messages::node_id member, messages::time_point now) {
  auto& h = members_[member];
  ++h.total;
  std::erase_if(h.recent, [&](messages::time_point t) { return now - t > options_.window; });
  h.recent.push_back(now);
  return h.recent.size() <= options_.restarts_max;
}

std::size_t restart_policy::crashes(messages::node_id member) const {
  const auto at = members_.find(member);
  return at == members_.end() ? 0 : at->second.total;
}

}  // namespace starling::actors
