#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace starling::messages {

/// Why an envelope was not opened, or not made. Until it is authentic, the name on it is a claim:
/// nothing before `unsigned_first` may be held against the peer that it names.
enum class envelope_refusal : std::uint8_t {
  oversized,        ///< More bytes than `frame_max`.
  malformed,        ///< The bytes are no header and sealed body, in the one form that they have.
  wrong_version,    ///< Another version of the envelope.
  wrong_swarm,      ///< It belongs to another swarm.
  wrong_recipient,  ///< It is addressed to another peer, or to a topic that nobody here hears.
  out_of_time,      ///< Its time is further from now than `time_window`.
  expired,          ///< Its deadline has passed.
  unknown_peer,     ///< The registry does not know the sender, or the recipient.
  banned,           ///< The sender, or the recipient, is banned.
  no_session,       ///< There is no key for this session or topic.
  wrong_epoch,      ///< The hour of its key is not this one, the one before or the one after.
  undecryptable,    ///< Some bit of it is not as it was sealed under this key.
  unsigned_first,   ///< No signed envelope has come before it in this stream.
  unsigned_topic,   ///< It is for a topic, whose key all have, and not signed.
  unsigned_update,  ///< It is of a kind that must always be signed, and is not.
  bad_signature,    ///< The sender's key did not sign it.
  replayed,         ///< Its number was seen before, or is too old to know.
  no_room,          ///< It does not fit where it is to be written, or into `frame_max`.
  bad_topic,        ///< The topic is empty or longer than `topic_max`.
  exhausted,        ///< Too many in this hour, or no number, or no hour, is left.
};

inline constexpr std::size_t envelope_refusal_kinds = 20;

inline constexpr std::array<std::string_view, envelope_refusal_kinds> envelope_refusal_names = {
    "oversized",     "malformed",     "wrong_version",  "wrong_swarm",    "wrong_recipient",
    "out_of_time",   "expired",       "unknown_peer",   "banned",         "no_session",
    "wrong_epoch",   "undecryptable", "unsigned_first", "unsigned_topic", "unsigned_update",
    "bad_signature", "replayed",      "no_room",        "bad_topic",      "exhausted"};

constexpr std::string_view to_string(envelope_refusal r) {
  return envelope_refusal_names[static_cast<std::size_t>(r)];
}

}  // namespace starling::messages
