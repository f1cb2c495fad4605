#pragma once

#include <bit>
#include <cmath>
#include <cstddef>

namespace starling::aggregation::kernels {

/// The power of two that `count` floats are scaled by so that no partial sum of theirs overflows;
/// exact for one or two of them.
inline float headroom(std::size_t count) {
  if (count <= 1) return 1.0F;
  if (count == 2) return 0.5F;
  return std::ldexp(1.0F, -static_cast<int>(std::bit_width(count)) - 1);
}

}  // namespace starling::aggregation::kernels
