#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/compression/compression_refusal.hpp"

namespace starling::messages {

/// How a number between two codes is rounded.
enum class rounding : std::uint8_t {
  nearest,
  stochastic,  ///< Up as often as it is near the upper code: right on average, by a seed.
};

/// Bits of a code.
enum class code_width : std::uint8_t { bits4 = 4, bits8 = 8 };

/// How float32 are written as codes of a few bits, block by block.
struct quantisation {
  code_width width = code_width::bits8;
  std::size_t block = 1024;  ///< Elements: a multiple of 128 in [128, 65536].
  messages::rounding rounding = messages::rounding::nearest;
  std::uint64_t seed = 0;  ///< Of stochastic rounding.
};

inline constexpr std::size_t quantised_block_step = 128;
inline constexpr std::size_t quantised_block_max = 65'536;

/// Bytes that `quantise` writes: step and lowest (float32 each) of all blocks, then the codes.
std::size_t quantised_size(std::size_t elements, code_width width, std::size_t block);

/// Writes each block as step, lowest and a code per element: lowest + code · step.
///
/// Shape:  n float32 in; `out` of exactly quantised_size bytes. With 4 bits, the first half of a
///         block is in the low halves of its bytes.
/// Errors: non_finite; out_of_range beyond half the largest float. `out` is unspecified then.
///         The error of an element is at most half a step, of stochastic rounding a step, beside
///         the rounding of float32. A block of equal numbers comes back exactly.
/// Cost:   reads the input once from memory; the same bytes on every instruction set.
compression_refusal quantise(std::span<const float> values, const quantisation& how,
                             std::span<std::byte> out);

/// What `quantise` wrote; `from` of exactly quantised_size bytes, which may be any.
void dequantise(std::span<const std::byte> from, code_width width, std::size_t block,
                std::span<float> out);

}  // namespace starling::messages
