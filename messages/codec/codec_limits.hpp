#pragma once

#include <cstddef>

namespace starling::messages {

/// What a receiver takes at most. Memory grows with what was received, not with what it announces;
/// where a few bytes stand for many elements, with `elements_max`.
struct codec_limits {
  std::size_t bytes_max = std::size_t{1} << 28U;     ///< Of the whole message.
  std::size_t elements_max = std::size_t{1} << 26U;  ///< Of one tensor or one list.
};

}  // namespace starling::messages
