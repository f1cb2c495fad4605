#include "messages/compression/choose_compression.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string_view>

namespace starling::messages {

namespace {

struct candidate {
  std::string_view chain;
  compression_loss loss;
  double share;             // bytes out over bytes in, of dense float32
  double bytes_per_second;  // in, through compression and decompression, on one core
};

/// Gentlest first. The figures are of docs/benchmarks/compression.md, rounded.
constexpr std::array<candidate, 6> candidates = {{
    {"none", compression_loss::none, 1, std::numeric_limits<double>::infinity()},
    {"zstd:1", compression_loss::none, 0.93, 0.3e9},
    {"fp16", compression_loss::rounding, 0.5, 5.5e9},
    {"int8", compression_loss::rounding, 0.252, 6e9},
    {"int4", compression_loss::rounding, 0.127, 7e9},
    {"top_k:0.01+int8", compression_loss::choice, 0.0058, 1.3e9},
}};

constexpr double tolerated = 1.1;

double seconds(const candidate& c, const link_speed& link, double bytes) {
  const double latency = std::chrono::duration<double>(link.latency).count();
  return latency + bytes * c.share / link.bytes_per_second + bytes / c.bytes_per_second;
}

}  // namespace

compression_chain choose_compression(const link_speed& link, byte_count size,
                                     compression_loss allowed) {
  const auto bytes = static_cast<double>(size.value);
  double fastest = std::numeric_limits<double>::infinity();
  for (const candidate& c : candidates) {
    if (c.loss <= allowed) fastest = std::min(fastest, seconds(c, link, bytes));
  }
  const auto* chosen = std::ranges::find_if(candidates, [&](const candidate& c) {
    return c.loss <= allowed && seconds(c, link, bytes) <= tolerated * fastest;
  });
  return parse_chain(chosen->chain).value();
}

}  // namespace starling::messages
