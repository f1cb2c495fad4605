#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "messages/codec/decode.hpp"
#include "messages/vocabulary/round_messages.hpp"

namespace starling::messages::testing {

/// The law of the decoder: any bytes give a letter or a refusal. A letter, encoded again, is no
/// longer than the bytes (what it had beyond the known fields is gone) and decodes to itself.
inline bool letter_or_refusal(std::span<const std::byte> bytes) {
  const auto first = decode<letter>(bytes, {.bytes_max = 1U << 20U, .elements_max = 1U << 16U});
  if (!first) return first.error() != codec_refusal::none;
  const auto again = encode(*first);
  if (!again || again->size() > bytes.size() || again->size() != encoded_size(*first)) return false;
  const auto second = decode<letter>(*again);
  if (!second) return false;
  const auto third = encode(*second);
  return third && std::ranges::equal(*again, *third);
}

}  // namespace starling::messages::testing
