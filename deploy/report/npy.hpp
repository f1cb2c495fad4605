#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace starling::deploy {

/// The bytes of a .npy file, version 1.0: little-endian floats of 4 or 8 bytes in C order.
///
/// Law: reading it back gives the same shape and values.
std::string to_npy(std::span<const std::size_t> shape, std::span<const float> values,
                   std::size_t value_bytes);

}  // namespace starling::deploy
