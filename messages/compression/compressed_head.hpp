#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/codec/codec_limits.hpp"
#include "messages/codec/msgpack_writer.hpp"
#include "messages/compression/chain.hpp"
#include "messages/types/result.hpp"
#include "messages/types/tensor.hpp"

// What stands before the payload of a compressed tensor, from which every size follows.

namespace starling::messages {

inline constexpr std::uint64_t compression_version = 1;
/// Bytes of the head at most, with the length of the payload and the slack of the compressors.
inline constexpr std::size_t compressed_head_max = 256;

/// Bytes that so many elements take by the chain's value codec.
std::size_t values_size(const compression_chain& chain, std::size_t count, precision of);

struct compressed_head {
  compression_chain chain;  ///< Of its parameters the block alone is known to a reader.
  precision of = precision::float32;
  std::size_t elements = 0;
  std::size_t kept = 0;            ///< Elements that are in the body.
  std::size_t positions_size = 0;  ///< Bytes; 0 where all are kept.
  std::span<const std::byte> base_hash{};
  std::span<const std::byte> payload{};  ///< The body, or what compressed bytes become it.

  [[nodiscard]] std::size_t body_size() const {
    return positions_size + values_size(chain, kept, of);
  }
};

/// All but the payload, which the caller appends as a binary.
void write(msgpack_writer& out, const compressed_head& head);

/// Errors: malformed, wrong_version, unknown_codec, too_large. What is returned is consistent: all
///         sizes follow from each other, within the limits.
result<compressed_head, compression_refusal> read_head(std::span<const std::byte> bytes,
                                                       const codec_limits& limits);

}  // namespace starling::messages
