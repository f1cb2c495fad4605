#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "messages/types/random.hpp"
#include "messages/types/strong.hpp"

/// How they hear: what a user writes down.
namespace starling::link {

/// From `start` to `end` of the run, nothing crosses between different groups.
struct partition {
  std::chrono::microseconds start{};
  std::chrono::microseconds end{};
  std::vector<std::vector<messages::node_id>> groups{};
};

/// A worse link than memory is.
struct emulation {
  double loss = 0;       ///< Probability in [0, 1] that a message vanishes.
  double duplicate = 0;  ///< Probability that it arrives twice.
  double reorder = 0;    ///< Probability that it is held back and overtaken.
  std::chrono::microseconds latency{};
  std::chrono::microseconds jitter{};           ///< Uniform in ± jitter around the latency.
  std::uint64_t bandwidth_bits_per_second = 0;  ///< 0: unlimited.
  std::vector<partition> partitions{};
};

/// Delivery inside one process.
struct in_process {
  emulation emulate{};
};

}  // namespace starling::link
