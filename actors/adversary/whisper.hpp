#pragma once

#include <optional>

#include "messages/vocabulary/round_messages.hpp"

// What a conspiracy hears and says. It stays in the process: no link carries it.

namespace starling::actors {

/// A proposal as the conspiracy gets to know it, whatever becomes of it on its links.
struct whisper {
  messages::node_id from;
  messages::model_update what;  ///< Of an adversary: what it would honestly propose.
  messages::tensor base;        ///< Shape: d; only of an adversary: the model it started from.
};

/// What an adversary is to tell in `round`.
struct forgery {
  messages::round_number round;
  std::optional<messages::tensor> parameters;  ///< Shape: d; none: it says nothing.
};

}  // namespace starling::actors
