#pragma once

#include <cstddef>
#include <span>

#include "messages/compression/compression_refusal.hpp"

namespace starling::messages {

inline constexpr std::size_t half_bytes = 2;

/// Writes float32 as float16 (IEEE 754 binary16), little endian, rounded to the nearest, ties to
/// even.
///
/// Shape:  n float32 in, 2 n bytes out.
/// Errors: non_finite; out_of_range where a number would become infinite: from 65520 on.
/// Cost:   reads the input once; the same bytes on every instruction set.
compression_refusal to_half(std::span<const float> values, std::span<std::byte> out);

/// Exact. Bytes that nobody vouches for may hold an infinity or a NaN.
void from_half(std::span<const std::byte> from, std::span<float> out);

}  // namespace starling::messages
