#pragma once

#include <cstddef>
#include <span>

#include "messages/security/octets.hpp"

namespace starling::messages {

/// What keys are derived from.
using key_material = secret<struct key_material_tag, 32>;

inline constexpr std::size_t hkdf_output_max = 255 * 32;

/// Concentrates what is secret in `input` into 32 bytes; an empty salt stands for 32 zeros.
///
/// RFC: 5869, HKDF-Extract with SHA-256.
key_material hkdf_extract(std::span<const std::byte> salt, std::span<const std::byte> input);

/// Fills `out` with bytes that belong to `info` and tell nothing of those of another.
///
/// Errors: false, and nothing written, for more than `hkdf_output_max` bytes.
/// RFC:    5869, HKDF-Expand with SHA-256.
[[nodiscard]] bool hkdf_expand(const key_material& from, std::span<const std::byte> info,
                               std::span<std::byte> out);

/// 32 bytes, which never fail.
key_material hkdf_expand(const key_material& from, std::span<const std::byte> info);

}  // namespace starling::messages
