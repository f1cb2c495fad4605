#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/objective.hpp"

namespace starling::deploy {

/// Values of a function of two coordinates; the outer ones lie on the sides of the box.
struct value_grid {
  std::array<double, 2> low{};
  std::array<double, 2> high{};
  std::size_t columns = 0;
  std::size_t rows = 0;
  std::vector<double> values;  ///< Shape: rows × columns, from `low` upwards; NaN where none.

  bool operator==(const value_grid&) const = default;
};

/// What a run looked for the least value of, as far as its report draws it.
struct recorded_objective {
  std::string name;
  std::uint64_t dimension = 0;
  std::optional<double> minimum;   ///< Where it is known.
  std::optional<value_grid> grid;  ///< Of two coordinates.
  std::vector<double> cities;      ///< Of tours: x and y of each; empty where nobody knows.

  bool operator==(const recorded_objective&) const = default;
};

inline constexpr std::size_t grid_side_max = 128;
inline constexpr std::size_t cities_max = 20'000;

/// Evaluates a function of two coordinates 64 × 64 times. More than `cities_max` cities are left
/// out.
recorded_objective record(const optimizers::objective& what);

/// One JSON object: {"name","dimension","minimum"}, of two coordinates also
/// {"low","high","columns","rows","values"}, of tours {"cities"}. What is not finite becomes null.
std::string to_json(const recorded_objective& what);

/// Reads what `to_json` wrote; keys it does not know are skipped.
///
/// Errors: one sentence that names the key and what was expected there; text beyond 8 MiB, a side
/// of the grid beyond `grid_side_max`, cities beyond `cities_max`.
messages::result<recorded_objective, std::string> objective_from_json(std::string_view text);

}  // namespace starling::deploy
