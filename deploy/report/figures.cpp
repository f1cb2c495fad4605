#include "deploy/report/figures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace starling::deploy {

namespace {

constexpr std::array<unit_scale, 5> byte_units = {{{1, "B"},
                                                   {1024.0, "KiB"},
                                                   {1048576.0, "MiB"},
                                                   {1073741824.0, "GiB"},
                                                   {1099511627776.0, "TiB"}}};
constexpr std::array<unit_scale, 5> count_units = {
    {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}, {1e12, "T"}}};
constexpr std::array<unit_scale, 6> time_units = {
    {{1e-9, "ns"}, {1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}, {60, "min"}, {3600, "h"}}};

unit_scale largest_within(std::span<const unit_scale> units, double magnitude) {
  unit_scale best = units.front();
  for (const unit_scale& unit : units) {
    if (magnitude >= unit.factor) best = unit;
  }
  return best;
}

/// Seconds stay seconds up to two minutes, minutes up to two hours.
unit_scale time_scale(double seconds) {
  if (seconds >= 1 && seconds < 120) return {1, "s"};
  if (seconds >= 120 && seconds < 7200) return {60, "min"};
  return largest_within(time_units, seconds);
}

std::string significant(double value, int digits) {
  if (value == 0) return "0";
  const double magnitude = std::fabs(value);
  if (magnitude < 1e-4 || magnitude >= 1e7) {
    std::array<char, 48> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific, digits - 2);
    return {buffer.data(), end.ptr};
  }
  const int before = static_cast<int>(std::floor(std::log10(magnitude))) + 1;
  return fixed(value, std::clamp(digits - before, 0, 8));
}

std::string clock(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(std::min(seconds, 1e15)));
  const std::uint64_t days = whole / 86400;
  const std::uint64_t hours = whole / 3600 % 24;
  const std::uint64_t minutes = whole / 60 % 60;
  if (days > 0) return grouped(days) + " d " + std::to_string(hours) + " h";
  if (hours > 0) return std::to_string(hours) + " h " + std::to_string(minutes) + " min";
  return std::to_string(minutes) + " min " + std::to_string(whole % 60) + " s";
}

/// Length of the well-formed UTF-8 sequence at the start of `text`; 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
  if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4)) return 0;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(i) >> 6 != 2) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

}  // namespace

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  std::array<char, 384> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, std::clamp(decimals, 0, 12));
  std::string text(buffer.data(), end.ptr);
  if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
  return text;
}

unit_scale scale_for(measure unit, double magnitude) {
  switch (unit) {
    case measure::fraction:
      return {0.01, "%"};
    case measure::count:
      return largest_within(count_units, magnitude);
    case measure::bytes:
      return largest_within(byte_units, magnitude);
    case measure::seconds:
      return time_scale(magnitude);
    case measure::real:
      break;
  }
  return {1, ""};
}

std::string describe(measure unit, double value, std::string_view missing) {
  if (!std::isfinite(value)) return std::string(missing);
  const double magnitude = std::fabs(value);
  if (unit == measure::real) return significant(value, 4);
  if (unit == measure::fraction) return fixed(value * 100, 2) + " %";
  if (value == 0) return unit == measure::count ? "0" : unit == measure::bytes ? "0 B" : "0 s";
  if (unit == measure::seconds && magnitude >= 119.5) return clock(magnitude);
  const unit_scale scale = scale_for(unit, magnitude);
  const bool whole = scale.factor == 1 && unit != measure::seconds && value == std::floor(value);
  const std::string digits = whole ? fixed(value, 0) : significant(value / scale.factor, 3);
  return scale.name.empty() ? digits : digits + " " + std::string(scale.name);
}

std::string grouped(std::uint64_t value) {
  const std::string digits = std::to_string(value);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const auto lead = static_cast<unsigned char>(text[0]);
    const bool c1_control =
        length == 2 && lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (length == 0 || c1_control || lead < 0x20 || lead == 0x7F) {
      out += '?';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace starling::deploy
