#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/types/time.hpp"

namespace starling::actors {

/// What a member list is kept with. The defaults are those that are published in
/// docs/benchmarks/membership.md.
struct membership_options {
  std::vector<std::string> seeds{};  ///< Addresses to join through.

  /// Each period a member probes one other; the heartbeat.
  messages::duration period = std::chrono::seconds(1);
  /// A ping is repeated after this long without an answer, and as long after that others are asked.
  messages::duration ping_timeout = std::chrono::milliseconds(120);
  /// What the others have before the verdict; after half of it they say that they have no answer.
  messages::duration relay_timeout = std::chrono::milliseconds(200);
  std::size_t relays = 3;         ///< How many others are asked.
  std::size_t relaying_max = 64;  ///< Requests of others in hand.

  /// All of one's own waits grow with bad health, to at most this many times.
  std::size_t health_max = 8;

  /// A suspect that enough members accuse has this many periods, times log10 of the members.
  double suspicion_multiplier = 2.8;
  /// With one accuser it has this many times more.
  double suspicion_max_multiplier = 6;
  /// So many accusers beyond the first shorten the wait to its least.
  std::size_t confirmations = 2;

  /// A rumour is sent along this many times, times log10 of the members, rounded up.
  std::size_t retransmit_multiplier = 3;
  std::size_t rumours_kept_max = 512;  ///< That still are to be sent along.

  /// Lists that differ are compared at most this often, and ten times a period for `stirred_for`
  /// after one has started, somebody has come back from the dead, or they differed much. The
  /// interval is that of up to 32 members, and grows by itself with each doubling.
  messages::duration compare_interval = std::chrono::seconds(30);
  messages::duration stirred_for = std::chrono::seconds(8);

  /// The dead and those who have left are remembered for so long.
  messages::duration forget_after = std::chrono::minutes(10);
  std::size_t departed_max = 4096;  ///< Of more, the first are forgotten.
  std::size_t members_max = 16'384;
  /// An incarnation grows by at most this much at once.
  std::uint64_t incarnation_jump_max = 1'000'000;
};

}  // namespace starling::actors
