#pragma once

#include <atomic>
#include <deque>
#include <optional>
#include <string>

#include "actors/swarm/swarm_options.hpp"

namespace starling::actors {

/// Which particles come, go and move, and when; may change while a run is under way.
///
/// `now` may be called from any thread; changes are made one at a time, through a `round_gate`.
class population_schedule {
 public:
  explicit population_schedule(population_options first);

  [[nodiscard]] const population_options& now() const {
    return *newest_.load(std::memory_order_acquire);
  }
  /// Of rounds that have begun `next` says what `now` said.
  void replace(population_options next);

 private:
  std::deque<population_options> all_;  // members may still look at an older one
  std::atomic<const population_options*> newest_;
};

/// Whether `node` has a particle in `round`: it has been spawned, and neither retired nor moved.
bool has_particle(const population_options& events, messages::node_id node,
                  messages::round_number round);

/// One sentence that says which of the events cannot be in a swarm of `nodes`; none: all can.
std::optional<std::string> refuse_population(const population_options& events, std::size_t nodes);

}  // namespace starling::actors
