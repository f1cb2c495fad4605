#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/compression/byte_codec.hpp"
#include "messages/compression/quantise.hpp"
#include "messages/types/result.hpp"

namespace starling::messages {

/// What a step does; a chain has at most one of each, in this order.
enum class compression_stage : std::uint8_t { none, difference, sparse, values, bytes };

/// The number by which a step is known on the wire. Never reused for another.
enum class compression_step : std::uint8_t {
  none,
  lz4,
  zstd,
  fp16,
  int8,
  int4,
  top_k,
  random_k,
  delta,
};

struct compression_entry {
  std::string_view name;
  compression_step step;
  compression_stage stage;
};

/// Every step there is, by its number.
inline constexpr std::array<compression_entry, 9> compression_registry = {{
    {"none", compression_step::none, compression_stage::none},
    {"lz4", compression_step::lz4, compression_stage::bytes},
    {"zstd", compression_step::zstd, compression_stage::bytes},
    {"fp16", compression_step::fp16, compression_stage::values},
    {"int8", compression_step::int8, compression_stage::values},
    {"int4", compression_step::int4, compression_stage::values},
    {"top_k", compression_step::top_k, compression_stage::sparse},
    {"random_k", compression_step::random_k, compression_stage::sparse},
    {"delta", compression_step::delta, compression_stage::difference},
}};

enum class sparsifier : std::uint8_t { none, top_k, random_k };
enum class value_codec : std::uint8_t { float32, fp16, int8, int4 };

/// How a tensor is compressed, step after step.
struct compression_chain {
  bool delta = false;  ///< Against a base that both sides have.
  sparsifier sparse = sparsifier::none;
  double kept = 0.01;  ///< The fraction of the elements that a sparsifier leaves, in (0, 1].
  value_codec values = value_codec::float32;
  std::size_t block = 1024;  ///< Of int8 and int4.
  messages::rounding rounding = messages::rounding::nearest;
  byte_codec bytes = byte_codec::none;
  int level = zstd_level_default;

  bool operator==(const compression_chain&) const = default;
  /// Whether a tensor may come back different: any step but lz4 and zstd.
  [[nodiscard]] bool lossy() const {
    return delta || sparse != sparsifier::none || values != value_codec::float32;
  }
};

/// A chain from its text: steps joined by '+', parameters by ':'.
///
///   none | [delta +] [top_k:FRACTION | random_k:FRACTION +]
///          [fp16 | int8[:BLOCK][:stochastic] | int4[:BLOCK][:stochastic] +] [lz4 | zstd[:LEVEL]]
///
/// Errors: a sentence that names the step and what is accepted.
result<compression_chain, std::string> parse_chain(std::string_view text);

/// The shortest text of it.
std::string to_text(const compression_chain& chain);

}  // namespace starling::messages
