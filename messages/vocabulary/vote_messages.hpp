#pragma once

#include <cstdint>
#include <variant>

#include "messages/types/byte_array.hpp"
#include "messages/vocabulary/fields.hpp"

namespace starling::messages {

/// BLAKE2b-256 of a model; all zeros: none.
using model_hash = byte_array<struct model_hash_tag, 32>;
/// Which attempt at one round, counted from 1; each has another leader.
using term_number = strong<struct term_number_tag, std::uint64_t>;

/// A leader's "let us commit this model".
struct candidacy {
  round_number round;
  term_number term;
  model_hash model;
  term_number supported;  ///< The term in which a quorum has voted for it; 0: none.

  static constexpr auto name = "candidacy";
  static constexpr auto fields(auto& self) {
    return std::tie(self.round, self.term, self.model, self.supported);
  }
};

/// "I could commit this model"; of none: "I wait no longer".
struct vote {
  round_number round;
  term_number term;
  model_hash model;

  static constexpr auto name = "vote";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.term, self.model); }
};

/// "A quorum has voted for this model"; of none: "in this term I have not seen one".
struct commit {
  round_number round;
  term_number term;
  model_hash model;

  static constexpr auto name = "commit";
  static constexpr auto fields(auto& self) { return std::tie(self.round, self.term, self.model); }
};

using vote_message = std::variant<candidacy, vote, commit>;

}  // namespace starling::messages
