#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "actors/swarm/plan.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// A line of JSON that says what it is, of which swarm, and how long each node's state is; then the
/// states, one after the other. `swarm` names the swarm: only the same goes on from it.
std::string checkpoint_bytes(const actors::checkpoint& what, std::string_view swarm);

/// Any bytes give a checkpoint or one sentence that says why not: of another swarm, cut, changed.
/// Nothing is allocated for a length before its bytes are there.
messages::result<actors::checkpoint, std::string> read_checkpoint(std::string_view bytes,
                                                                  std::string_view swarm);

/// What decides the trajectory of a swarm: its effective configuration, less how long it runs and
/// where it writes.
std::string swarm_identity(const swarm_options& options);

}  // namespace starling::deploy
