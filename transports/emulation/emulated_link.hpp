#pragma once

#include "messages/types/random.hpp"
#include "transports/emulation/emulation.hpp"
#include "transports/link/link.hpp"

namespace starling::transports {

/// A link with loss, duplication, reordering, latency with jitter, bandwidth and scheduled
/// partitions.
///
/// Letters queue for the bandwidth one behind the other and arrive in order, except those that
/// `reorder` holds back for one more latency. Every letter draws the same numbers in the same
/// order, so one fault's rate does not shift another's.
class emulated_link final : public link {
 public:
  emulated_link(starling::link::emulation traits, std::uint64_t seed);

  void carry(const passage& letter, messages::duration since_start,
             std::vector<messages::duration>& arrivals) override;

 private:
  [[nodiscard]] bool cut(const passage& letter, messages::duration since_start) const;

  starling::link::emulation traits_;
  messages::random_source random_;
  messages::duration free_at_{};       ///< When the line has sent all that was queued.
  messages::duration last_arrival_{};  ///< In-order delivery.
};

/// Whether `traits` ask for anything at all.
bool emulates(const starling::link::emulation& traits);

}  // namespace starling::transports
