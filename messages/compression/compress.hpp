#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "messages/codec/codec_limits.hpp"
#include "messages/compression/chain.hpp"
#include "messages/compression/compression_refusal.hpp"
#include "messages/types/result.hpp"
#include "messages/types/tensor.hpp"

// A tensor as bytes by a chain of steps. The page of the bytes is docs/protocols/compression.md.

namespace starling::messages {

/// A model that both sides have, for `delta`.
struct compression_base {
  tensor model;
  std::array<std::uint8_t, 32> hash;  ///< BLAKE2b-256 of its bytes.

  explicit compression_base(tensor of);
};

/// What a chain asks for besides the tensor.
struct compression_inputs {
  std::uint64_t seed = 0;                  ///< Of random_k and stochastic rounding.
  const compression_base* base = nullptr;  ///< Of delta.
};

/// How many elements a sparsifier leaves of n: at least one, unless there is none.
std::size_t kept_of(const compression_chain& chain, std::size_t elements);

/// The most bytes that `compress` writes.
std::size_t compressed_size_max(const compression_chain& chain, std::size_t elements,
                                precision of = precision::float32);

/// The part of `into` that holds the tensor now; the same bytes for the same inputs, everywhere.
///
/// Shape:  any; float64 with no step but lz4 and zstd.
/// Errors: wrong_precision; wrong_base; too_large where `into` is too small; of a lossy chain
///         non_finite and out_of_range.
/// Cost:   int8 and int4 read the tensor once and take no memory; delta, sparsifiers and
///         compressors of bytes take as much as they work on.
result<std::span<std::byte>, compression_refusal> compress(const tensor& x,
                                                           const compression_chain& chain,
                                                           const compression_inputs& inputs,
                                                           std::span<std::byte> into);

/// The same in memory of its own.
result<std::vector<std::byte>, compression_refusal> compress(const tensor& x,
                                                             const compression_chain& chain,
                                                             const compression_inputs& inputs = {});

/// The tensor that these bytes are; they say how they were made.
///
/// Errors: any compression_refusal; for any bytes there is a tensor or one of them. What came
///         through a lossy chain is finite.
/// Cost:   sizes are checked against the limits and each other before memory is taken. A few bytes
///         may stand for `elements_max` elements: let it be those of the receiver's own model.
result<tensor, compression_refusal> decompress(std::span<const std::byte> bytes,
                                               const codec_limits& limits = {},
                                               const compression_base* base = nullptr);

}  // namespace starling::messages
