#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace starling::messages {

/// Positions in a tensor, ascending, as bytes: the gaps between them as varints, or one bit per
/// element, whichever is shorter. The first byte says which: 0 gaps, 1 bits.
///
/// Cost: O(positions) or O(size / 8).
std::vector<std::byte> encode_positions(std::span<const std::uint32_t> positions, std::size_t size);

/// `count` ascending positions below `size`, from bytes that nobody vouches for; false where they
/// are anything else. `into` holds `count` elements.
bool decode_positions(std::span<const std::byte> bytes, std::size_t size,
                      std::span<std::uint32_t> into);

/// Most bytes that `count` positions below `size` take.
std::size_t positions_size_max(std::size_t count, std::size_t size);

}  // namespace starling::messages
