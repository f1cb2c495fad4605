#pragma once

#include <cstdint>
#include <optional>

#include "actors/control/population_schedule.hpp"
#include "actors/swarm/swarm_options.hpp"
#include "messages/types/time.hpp"

namespace starling::actors {

/// Who works in a round and who is kept from it; a pure function of the options and of what was
/// changed before the round began, so all members agree.
class round_roster {
 public:
  explicit round_roster(const swarm_options& options) : round_roster(options, options.population) {}
  round_roster(const swarm_options& options, const population_options& events)
      : options_(&options), events_(&events) {}

  /// Whether `node` works in `round`: it is active, and among the sampled, which are exactly
  /// max(1, round(sample · nodes)).
  [[nodiscard]] bool drawn(messages::node_id node, messages::round_number round) const;
  /// Whether `node` has a particle in `round`: it has been spawned, and neither retired nor moved.
  [[nodiscard]] bool active(messages::node_id node, messages::round_number round) const;
  /// Where the particle of `node` goes in `round`, and whose particle comes; none: it stays.
  [[nodiscard]] std::optional<messages::node_id> moves_to(messages::node_id node,
                                                          messages::round_number round) const;
  [[nodiscard]] std::optional<messages::node_id> comes_from(messages::node_id node,
                                                            messages::round_number round) const;
  /// The last round up to `round` in which a new particle begins at `node`; none: it has its first.
  [[nodiscard]] std::optional<messages::round_number> spawned(messages::node_id node,
                                                              messages::round_number round) const;
  /// Whether an injected fault keeps `node` away in `round`: its own absences, or being among the
  /// exactly round(absent · nodes) that are drawn.
  [[nodiscard]] bool away(messages::node_id node, messages::round_number round) const;
  /// Whether its actor is to crash in `round`.
  [[nodiscard]] bool crashes(messages::node_id node, messages::round_number round) const;
  /// Emulated duration of its local work; 0: as long as it takes.
  [[nodiscard]] messages::duration work(messages::node_id node) const;

 private:
  [[nodiscard]] std::uint64_t share(double fraction) const;
  [[nodiscard]] bool among(std::uint64_t count, messages::node_id node, std::uint64_t seed) const;

  const swarm_options* options_;
  const population_options* events_;
};

}  // namespace starling::actors
