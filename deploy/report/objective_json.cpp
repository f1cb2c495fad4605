#include "deploy/report/objective_json.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "deploy/report/figures.hpp"

namespace starling::deploy {

namespace {

using json = nlohmann::json;
using messages::failure;

constexpr std::size_t text_bytes_max = 8U << 20U;
constexpr std::size_t grid_side = 64;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

value_grid sampled(const optimizers::objective& what) {
  const optimizers::search_space& box = what.space();
  value_grid out{{box.low[0], box.low[1]}, {box.high[0], box.high[1]}, grid_side, grid_side, {}};
  const auto along = [&](std::size_t axis, std::size_t i) {
    const double share = static_cast<double>(i) / static_cast<double>(grid_side - 1);
    return box.low[axis] * (1 - share) + box.high[axis] * share;
  };
  std::vector<double> points;
  points.reserve(2 * grid_side * grid_side);
  for (std::size_t row = 0; row < grid_side; ++row) {
    for (std::size_t column = 0; column < grid_side; ++column) {
      points.push_back(along(0, column));
      points.push_back(along(1, row));
    }
  }
  out.values.resize(grid_side * grid_side);
  what.evaluate_all(points, out.values);
  for (double& value : out.values) {
    if (!std::isfinite(value)) value = nan;
  }
  return out;
}

json number(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

json numbers(const std::vector<double>& values) {
  json out = json::array();
  for (const double value : values) out.push_back(number(value));
  return out;
}

/// Null becomes NaN; nothing where it is no array of at most `size_max` of them.
std::optional<std::vector<double>> to_numbers(const json& from, std::size_t size_max) {
  if (!from.is_array() || from.size() > size_max) return std::nullopt;
  std::vector<double> out;
  out.reserve(from.size());
  for (const json& value : from) {
    if (!value.is_number() && !value.is_null()) return std::nullopt;
    out.push_back(value.is_null() ? nan : value.get<double>());
  }
  return out;
}

bool all_finite(const std::vector<double>& values) {
  for (const double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

failure<std::string> must_be(const char* key, const std::string& expected) {
  return failure{'"' + std::string(key) + "\" must be " + expected};
}

std::size_t side(const json& root, const char* key) {
  const auto member = root.find(key);
  if (member == root.end() || !member->is_number_unsigned()) return 0;
  const auto value = member->get<std::uint64_t>();
  return value >= 2 && value <= grid_side_max ? static_cast<std::size_t>(value) : 0;
}

messages::result<value_grid, std::string> to_grid(const json& root) {
  value_grid out;
  for (const char* key : {"low", "high"}) {
    const auto corner = to_numbers(root.value(key, json()), 2);
    if (!corner || corner->size() != 2 || !all_finite(*corner)) {
      return must_be(key, "an array of two numbers");
    }
    (key[0] == 'l' ? out.low : out.high) = {(*corner)[0], (*corner)[1]};
  }
  if (out.low[0] >= out.high[0] || out.low[1] >= out.high[1]) {
    return must_be("high", "above \"low\" in both coordinates");
  }
  out.columns = side(root, "columns");
  if (out.columns == 0) return must_be("columns", "a whole number from 2 to 128");
  out.rows = side(root, "rows");
  if (out.rows == 0) return must_be("rows", "a whole number from 2 to 128");
  auto values = to_numbers(root["values"], out.columns * out.rows);
  if (!values || values->size() != out.columns * out.rows) {
    return must_be("values", "an array of columns × rows numbers or nulls");
  }
  out.values = *std::move(values);
  return out;
}

}  // namespace

recorded_objective record(const optimizers::objective& what) {
  recorded_objective out{std::string(what.name()), what.dimension(), what.minimum(), {}, {}};
  if (const auto* tour = dynamic_cast<const optimizers::tours*>(&what)) {
    const auto places = tour->coordinates();
    if (places.size() <= 2 * cities_max) out.cities.assign(places.begin(), places.end());
  } else if (what.dimension() == 2) {
    out.grid = sampled(what);
  }
  return out;
}

std::string to_json(const recorded_objective& what) {
  nlohmann::ordered_json out = {{"name", printable(what.name)},
                                {"dimension", what.dimension},
                                {"minimum", number(what.minimum.value_or(nan))}};
  if (what.grid) {
    out["low"] = what.grid->low;
    out["high"] = what.grid->high;
    out["columns"] = what.grid->columns;
    out["rows"] = what.grid->rows;
    out["values"] = numbers(what.grid->values);
  }
  if (!what.cities.empty()) out["cities"] = numbers(what.cities);
  return out.dump() + "\n";
}

messages::result<recorded_objective, std::string> objective_from_json(std::string_view text) {
  if (text.size() > text_bytes_max) return failure{std::string("the text exceeds 8 MiB")};
  const json root = json::parse(text, nullptr, false);
  if (!root.is_object()) return failure{std::string("the text is no JSON object")};
  recorded_objective out;
  const json name = root.value("name", json());
  if (!name.is_string()) return must_be("name", "a string");
  out.name = name.get<std::string>();
  const json dimension = root.value("dimension", json());
  if (!dimension.is_number_unsigned()) {
    return must_be("dimension", "a number without sign or fraction");
  }
  out.dimension = dimension.get<std::uint64_t>();
  const json minimum = root.value("minimum", json());
  if (!minimum.is_number() && !minimum.is_null()) return must_be("minimum", "a number or null");
  if (minimum.is_number()) out.minimum = minimum.get<double>();
  if (root.contains("values")) {
    auto grid = to_grid(root);
    if (!grid) return failure{grid.error()};
    out.grid = *std::move(grid);
  }
  if (root.contains("cities")) {
    auto cities = to_numbers(root["cities"], 2 * cities_max);
    if (!cities || cities->size() % 2 != 0 || !all_finite(*cities)) {
      return must_be("cities", "x and y of at most 20,000 cities");
    }
    out.cities = *std::move(cities);
  }
  return out;
}

}  // namespace starling::deploy
