#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace starling::messages {

/// Why a tensor is not compressed, or why bytes are not a compressed tensor.
enum class compression_refusal : std::uint8_t {
  none,             ///< Nothing was refused.
  malformed,        ///< Not what `compress` writes: a size, a position or a compressed byte.
  wrong_version,    ///< Made by a version that is not understood here.
  unknown_codec,    ///< A step whose id nobody here knows, or steps in an order that cannot be.
  too_large,        ///< More elements or bytes than the limit, or than there is room for.
  non_finite,       ///< It holds a NaN or an infinity.
  out_of_range,     ///< Too large a number for its codec.
  wrong_precision,  ///< float64 where only float32 is possible.
  wrong_base,       ///< Made against another model than the one that is here, or none is here.
};

inline constexpr std::size_t compression_refusal_kinds = 9;

inline constexpr std::array<std::string_view, compression_refusal_kinds> compression_refusal_names =
    {"none",       "malformed",    "wrong_version",   "unknown_codec", "too_large",
     "non_finite", "out_of_range", "wrong_precision", "wrong_base"};

constexpr std::string_view to_string(compression_refusal r) {
  return compression_refusal_names[static_cast<std::size_t>(r)];
}

}  // namespace starling::messages
