#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// Tensors of fewer bytes stay in their letter.
inline constexpr std::size_t bulk_min = std::size_t{64} << 10U;
/// The same where they are compressed: shorter ones are outweighed by what goes around them.
inline constexpr std::size_t packed_min = 1024;

/// The one that a letter carries; null: it carries none.
messages::tensor* tensor_of(messages::content& what);

/// How many chunks so many bytes make.
constexpr std::size_t chunks_of(std::size_t bytes) {
  return (bytes + messages::chunk_max - 1) / messages::chunk_max;
}
/// Chunk `i` of these bytes.
std::span<const std::byte> chunk_of(std::span<const std::byte> bytes, std::size_t i);

messages::chunk_name name_of(std::span<const std::byte> chunk);
/// Of all chunks. Cost: one pass of BLAKE2b.
std::vector<messages::chunk_name> names_of(std::span<const std::byte> bytes);

}  // namespace starling::actors
