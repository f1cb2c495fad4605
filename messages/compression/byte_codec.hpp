#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "messages/compression/compression_refusal.hpp"

namespace starling::messages {

/// A general compressor of bytes, without loss.
enum class byte_codec : std::uint8_t { none, lz4, zstd };

inline constexpr int zstd_level_default = 3;
inline constexpr int zstd_level_max = 19;

/// Errors: too_large beyond what the codec takes at once (lz4: 2 GB).
compression_refusal compress_bytes(byte_codec codec, int level, std::span<const std::byte> from,
                                   std::vector<std::byte>& into);

/// Whether `from` may become `size` bytes, told from its length and its head alone: asked before
/// memory is taken.
bool may_become(byte_codec codec, std::span<const std::byte> from, std::size_t size);

/// Fills `into` exactly. Errors: malformed where the bytes become fewer or more, or nothing.
compression_refusal decompress_bytes(byte_codec codec, std::span<const std::byte> from,
                                     std::span<std::byte> into);

}  // namespace starling::messages
