#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Numbers as people read them; independent of the locale.
namespace starling::deploy {

/// What a number counts, hence how it is written.
enum class measure : unsigned char { real, fraction, count, bytes, seconds };

/// `value` with exactly `decimals` digits after the point; at most 12.
std::string fixed(double value, int decimals);
/// Four significant digits and a unit: 0.1234, 97.1 %, 1.23 M, 45.2 MiB, 830 ms, 3 min 12 s. A
/// value that is not finite gives `missing`.
std::string describe(measure unit, double value, std::string_view missing = "–");
/// 1234567 as 1,234,567.
std::string grouped(std::uint64_t value);

/// A unit and how many base units it is.
struct unit_scale {
  double factor = 1;
  std::string_view name;
};
/// The unit in which a figure as large as `magnitude` has one to four digits before the point.
unit_scale scale_for(measure unit, double magnitude);

/// `text` with control characters and malformed UTF-8 replaced by '?': a name in a file must not
/// steer a terminal or a page.
std::string printable(std::string_view text);

}  // namespace starling::deploy
