#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace starling::actors {

/// Why something that a peer said about members was not accepted.
enum class membership_refusal : unsigned char {
  malformed,       ///< A list, a name or an address is longer than allowed, or a number impossible.
  from_oneself,    ///< The sender claims to be the receiver.
  unknown_sender,  ///< Only members may ask for that.
  unknown_subject,   ///< The accused is no member here.
  unknown_accuser,   ///< The accuser is no member here.
  self_accusation,   ///< Whoever leaves says so in a record.
  not_yet,           ///< It accuses an incarnation that is not known here.
  incarnation_jump,  ///< The incarnation is too far above the last one.
  bad_signature,     ///< It is not from whom it claims to be from.
  list_full,         ///< There is no room for another member.
  relay_busy,        ///< Too many requests of others are in hand.
};

inline constexpr std::size_t membership_refusal_kinds = 11;

inline constexpr std::array<std::string_view, membership_refusal_kinds> membership_refusal_names = {
    "malformed",       "from_oneself",    "unknown_sender", "unknown_subject",
    "unknown_accuser", "self_accusation", "not_yet",        "incarnation_jump",
    "bad_signature",   "list_full",       "relay_busy"};

constexpr std::string_view to_string(membership_refusal r) {
  return membership_refusal_names[static_cast<std::size_t>(r)];
}

}  // namespace starling::actors
