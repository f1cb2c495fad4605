#include "deploy/config/quantity.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace starling::deploy {
namespace {

constexpr std::array duration_units{
    quantity::unit{"us", 1}, quantity::unit{"ms", 1'000}, quantity::unit{"s", 1'000'000},
    quantity::unit{"min", 60'000'000}, quantity::unit{"h", 3'600'000'000}};
constexpr std::array rate_units{quantity::unit{"bit/s", 1}, quantity::unit{"kbit/s", 1'000},
                                quantity::unit{"Mbit/s", 1'000'000},
                                quantity::unit{"Gbit/s", 1'000'000'000}};

const quantity::unit* find(std::string_view name, const quantity& of) {
  for (const auto& unit : of.units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

}  // namespace

std::string quantity::unit_names() const {
  std::string names;
  for (const auto& one : units) names += (names.empty() ? "" : ", ") + std::string(one.name);
  return names;
}

const quantity& durations() {
  static const quantity all{"duration", duration_units, "0s", 8'760LL * 3'600'000'000LL};
  return all;
}

const quantity& rates() {
  static const quantity all{"rate", rate_units, "0bit/s", 1'000'000'000'000'000LL};
  return all;
}

quantity_reading read_quantity(std::string_view text, const quantity& of) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = negative ? text.substr(1) : text;
  const bool begins_as_number =
      !digits.empty() && ((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.');
  double number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number, std::chars_format::fixed);
  if (!begins_as_number || error == std::errc::invalid_argument) {
    return {std::nullopt, "is not a " + std::string(of.name)};
  }
  std::string_view unit_name(stop, static_cast<std::size_t>(end - stop));
  if (unit_name.starts_with(' ')) unit_name.remove_prefix(1);
  if (unit_name.empty()) return {std::nullopt, "has no unit"};
  const quantity::unit* unit = find(unit_name, of);
  if (unit == nullptr) return {std::nullopt, "has a unit that is not known here"};
  const double value = number * static_cast<double>(unit->size);
  if (negative || error != std::errc{} || value > static_cast<double>(of.largest)) {
    return {std::nullopt, "is out of range"};
  }
  const auto rounded = static_cast<std::int64_t>(std::llround(value));
  if (rounded == 0 && number > 0) return {std::nullopt, "is too small"};
  return {rounded, {}};
}

std::string print_quantity(std::int64_t value, const quantity& of) {
  if (value == 0) return std::string(of.zero);
  const quantity::unit* chosen = &of.units.front();
  for (const auto& unit : of.units) {
    if (value % unit.size == 0) chosen = &unit;
  }
  return std::to_string(value / chosen->size) + std::string(chosen->name);
}

}  // namespace starling::deploy
