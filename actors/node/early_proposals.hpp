#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "actors/swarm/member_report.hpp"
#include "messages/vocabulary/round_messages.hpp"

namespace starling::actors {

/// Proposals for rounds that have not begun here; at most one of a sender for a round.
class early_proposals {
 public:
  struct proposal {
    messages::node_id from;
    messages::model_update update;
  };

  /// Of more than `count_max` the one of the oldest round makes room. Returns what is refused for
  /// it: that one as late, or this one as duplicate.
  std::optional<refused_proposal> keep(messages::node_id from, const messages::model_update& update,
                                       std::size_t count_max);
  /// Hands out those of `round` and forgets those of rounds before.
  [[nodiscard]] std::vector<proposal> take(messages::round_number round);
  [[nodiscard]] std::vector<proposal> take_all() { return std::exchange(kept_, {}); }

  [[nodiscard]] bool empty() const { return kept_.empty(); }
  [[nodiscard]] bool any_of(messages::node_id sender) const;
  [[nodiscard]] const std::vector<proposal>& all() const { return kept_; }

 private:
  std::vector<proposal> kept_;  // in the order they came
};

}  // namespace starling::actors
