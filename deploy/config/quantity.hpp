#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace starling::deploy {

/// What is written as a number with a unit, held as a whole number of the smallest one.
struct quantity {
  struct unit {
    std::string_view name;
    std::int64_t size;  ///< In the smallest unit.
  };
  std::string_view name;        ///< "duration".
  std::span<const unit> units;  ///< Ascending.
  std::string_view zero;        ///< How nothing of it is written: "0s".
  std::int64_t largest;         ///< Below 2^53, so that the arithmetic is exact.

  /// "us, ms, s, min, h".
  [[nodiscard]] std::string unit_names() const;
};

/// Microseconds; at most a year.
const quantity& durations();
/// Bits per second; at most 1 Pbit/s.
const quantity& rates();

struct quantity_reading {
  std::optional<std::int64_t> value;
  std::string why;  ///< Where there is no value: what is wrong with the text.
};

/// "1.5min" → 90'000'000. Rounds to the smallest unit, never to zero.
quantity_reading read_quantity(std::string_view text, const quantity& of);

/// 90'000'000 → "90s": the largest unit that needs no fraction.
std::string print_quantity(std::int64_t value, const quantity& of);

}  // namespace starling::deploy
