#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "messages/codec/decode.hpp"
#include "messages/vocabulary/round_messages.hpp"

namespace starling::messages::testing {

/// The law of the decoder: any bytes give a message or a refusal. A message, encoded again, is no
/// longer than the bytes (what it had beyond the known fields is gone) and decodes to itself.
template <class Message>
bool value_or_refusal(std::span<const std::byte> bytes) {
  const auto first = decode<Message>(bytes, {.bytes_max = 1U << 20U, .elements_max = 1U << 16U});
  if (!first) return first.error() != codec_refusal::none;
  const auto again = encode(*first);
  if (!again || again->size() > bytes.size() || again->size() != encoded_size(*first)) return false;
  const auto second = decode<Message>(*again);
  if (!second) return false;
  const auto third = encode(*second);
  return third && std::ranges::equal(*again, *third);
}

inline bool letter_or_refusal(std::span<const std::byte> bytes) {
  return value_or_refusal<letter>(bytes);
}

}  // namespace starling::messages::testing
