#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace starling::messages {

/// Why something from a peer was not accepted. A refusal is a value: counted, reported, never
/// fatal.
enum class refusal : unsigned char {
  late,            ///< The round it belongs to has closed.
  duplicate,       ///< The sender has already contributed to this round.
  unknown_sender,  ///< The topology does not name the sender as a source for this round.
  wrong_shape,     ///< The tensor has another number of elements than the receiver's model.
  non_finite,      ///< It holds a NaN or an infinity.
  too_stale,       ///< It was computed from a model older than the staleness bound.
  outvoted,        ///< The aggregation rule gave it no weight.
  clipped,         ///< The change was longer than allowed and was shortened.
  suspected,       ///< A detector flagged it; it counts all the same.
  quarantined,     ///< Its sender's reputation is too low; the rule does not see it.
  false_claim,     ///< Its score is not what its point is worth.
};

inline constexpr std::size_t refusal_kinds = 11;

inline constexpr std::array<std::string_view, refusal_kinds> refusal_names = {
    "late",     "duplicate", "unknown_sender", "wrong_shape", "non_finite", "too_stale",
    "outvoted", "clipped",   "suspected",      "quarantined", "false_claim"};

constexpr std::string_view to_string(refusal r) {
  return refusal_names[static_cast<std::size_t>(r)];
}

}  // namespace starling::messages
