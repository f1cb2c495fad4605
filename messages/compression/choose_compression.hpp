#pragma once

#include <cstdint>

#include "messages/compression/chain.hpp"
#include "messages/types/strong.hpp"
#include "messages/types/time.hpp"

namespace starling::messages {

/// What may happen to a tensor on its way.
enum class compression_loss : std::uint8_t {
  none,      ///< Every bit arrives.
  rounding,  ///< Numbers arrive rounded.
  choice,    ///< Some elements arrive: for updates with error feedback.
};

/// A link as far as its compression is concerned.
struct link_speed {
  double bytes_per_second = 0;  ///< > 0.
  duration latency{};           ///< One way.
};

/// The gentlest chain that takes at most a tenth longer than the fastest one: compressing on one
/// core, sending, decompressing. A fast link, and a tensor that latency outweighs, is sent as it
/// is.
///
/// Shape: `size` bytes of dense float32.
compression_chain choose_compression(const link_speed& link, byte_count size,
                                     compression_loss allowed = compression_loss::rounding);

}  // namespace starling::messages
