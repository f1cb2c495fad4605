#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "messages/vocabulary/fields.hpp"

namespace starling::messages {

/// "I am here", and how far I am.
struct heartbeat {
  round_number round;

  static constexpr auto name = "heartbeat";
  static constexpr auto fields(auto& self) { return std::tie(self.round); }
};

/// One member's contribution to one round.
struct model_update {
  round_number round;    ///< The round it is meant for.
  round_number base;     ///< The round whose combination it was computed from.
  sample_count samples;  ///< Examples behind it; in a tree, of the whole branch.
  real score;            ///< The sender's own claim, lower is better.
  tensor parameters;     ///< Shape: d.

  static constexpr auto name = "model_update";
  static constexpr auto fields(auto& self) {
    return std::tie(self.round, self.base, self.samples, self.score, self.parameters);
  }
};

/// An aggregator's call to work on `round`, starting from `model`.
struct start_round {
  round_number round;
  tensor model;  ///< Shape: d; empty in the first round: start from your own.

  static constexpr auto name = "start_round";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.model); }
};

/// "I miss your update of this round": asked when a deadline has passed.
struct request_update {
  round_number round;

  static constexpr auto name = "request_update";
  static constexpr auto fields(auto& self) { return std::tie(self.round); }
};

/// The model after `round`; no work is asked for.
struct model_snapshot {
  round_number round;
  tensor model;  ///< Shape: d.

  static constexpr auto name = "model_snapshot";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.model); }
};

/// A particle on its way to another node, where it works from `round` on.
struct hand_over {
  round_number round;
  std::vector<std::uint8_t> state;  ///< What its strategy wrote down.

  static constexpr auto name = "hand_over";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.state); }
};

/// All that members say to each other.
using content =
    std::variant<heartbeat, model_update, start_round, request_update, model_snapshot, hand_over>;

/// What a link carries.
struct letter {
  node_id from;
  node_id to;
  content what;

  static constexpr auto name = "letter";
  static constexpr auto fields(auto& self) { return std::tie(self.from, self.to, self.what); }
};

}  // namespace starling::messages
