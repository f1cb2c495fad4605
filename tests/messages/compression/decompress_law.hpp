#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "messages/compression/compress.hpp"

namespace starling::messages::testing {

inline constexpr std::size_t fuzzed_elements_max = 1U << 16U;

/// The law of the decoder: any bytes give a tensor within the limits or a refusal, the same each
/// time. One that came through numbers of fewer bits or a choice of elements is finite.
inline bool tensor_or_refusal(std::span<const std::byte> bytes) {
  static const compression_base base(tensor(16));
  const codec_limits limits{.bytes_max = 1U << 20U, .elements_max = fuzzed_elements_max};
  const auto first = decompress(bytes, limits, &base);
  const auto second = decompress(bytes, limits, &base);
  if (!first) return !second && first.error() == second.error();
  return second && *first == *second && first->size() <= fuzzed_elements_max;
}

}  // namespace starling::messages::testing
