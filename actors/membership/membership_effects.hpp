#pragma once

#include <string>
#include <vector>

#include "actors/membership/rumours/member_table.hpp"
#include "actors/membership/rumours/membership_refusal.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// What the owner of a `membership` must carry out, in order.
struct membership_effects {
  struct outgoing {
    messages::member_id to;  ///< All zeros: whoever answers at `address`.
    std::string address;
    messages::membership_message what;
  };
  struct refused_rumour {
    messages::member_id from;  ///< Who passed it on; whoever made it up, where it is not signed.
    membership_refusal why;
  };
  std::vector<outgoing> letters;
  std::vector<member_change> changes;
  std::vector<refused_rumour> refused;

  void clear() {
    letters.clear();
    changes.clear();
    refused.clear();
  }
};

}  // namespace starling::actors
