#include "actors/node/early_proposals.hpp"

#include <algorithm>

namespace starling::actors {

using messages::node_id;
using messages::round_number;

std::optional<refused_proposal> early_proposals::keep(node_id from,
                                                      const messages::model_update& update,
                                                      std::size_t count_max) {
  for (const auto& p : kept_) {
    if (p.from == from && p.update.round == update.round) {
      return refused_proposal{from, messages::refusal::duplicate};
    }
  }
  kept_.push_back({from, update});
  if (kept_.size() <= count_max) return std::nullopt;
  const auto oldest = std::min_element(
      kept_.begin(), kept_.end(),
      [](const auto& a, const auto& b) { return a.update.round < b.update.round; });
  const refused_proposal refused{oldest->from, messages::refusal::late};
  kept_.erase(oldest);
  return refused;
}

std::vector<early_proposals::proposal> early_proposals::take(round_number round) {
  std::vector<proposal> taken;
  std::vector<proposal> later;
  for (auto& p : kept_) {
    if (p.update.round == round)
      taken.push_back(std::move(p));
    else if (p.update.round > round)
      later.push_back(std::move(p));
  }
  kept_ = std::move(later);  // and its memory with it
  return taken;
}

bool early_proposals::any_of(node_id sender) const {
  return std::any_of(kept_.begin(), kept_.end(),
                     [sender](const proposal& p) { return p.from == sender; });
}

}  // namespace starling::actors
