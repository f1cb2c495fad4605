#pragma once

#include <cstddef>
#include <vector>

#include "actors/adversary/whisper.hpp"
#include "actors/swarm/member_report.hpp"
#include "messages/vocabulary/round_messages.hpp"

namespace starling::actors {

/// What the owner of a member's core must carry out, in order.
struct effects {
  struct outgoing {
    std::size_t slot;  ///< Which of the member's links carries it.
    messages::letter what;
  };
  std::vector<outgoing> letters;
  std::vector<member_report> reports;
  std::vector<whisper> whispers;  ///< To the conspiracy; only where there is one.
  bool again = false;  ///< Step once more soon, with nothing new: another round can begin.

  void clear() {
    letters.clear();
    reports.clear();
    whispers.clear();
    again = false;
  }
};

}  // namespace starling::actors
