#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/objective.hpp"
#include "optimizers/problems/tsplib.hpp"

namespace starling::optimizers {

/// The length of a round trip through all cities of a TSPLIB problem.
///
/// A point holds cities 0 … d-1 in the order of the visit; one that is no permutation is +∞ long.
/// Immutable, hence safe to share across threads.
/// Cost: 4 d² bytes up to `matrix_cities_max` cities; above, distances are computed when asked for.
class tour_problem final : public objective, public tours {
 public:
  static constexpr std::size_t matrix_cities_max = 4096;

  /// `minimum`: the length of the shortest tour, where the caller knows it.
  explicit tour_problem(tsplib_problem what, std::optional<std::int64_t> minimum = std::nullopt);

  [[nodiscard]] std::string_view name() const override { return what_.name; }
  /// 0 … d-1 in each coordinate.
  [[nodiscard]] const search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> point) const override;
  [[nodiscard]] std::optional<double> minimum() const override;

  [[nodiscard]] std::int64_t distance(std::size_t from, std::size_t to) const override {
    if (!matrix_.empty()) return matrix_[from * what_.cities + to];
    return from == to ? 0 : tour_distance(what_.rule, what_.places[from], what_.places[to]);
  }
  /// Of GEO: longitude and latitude, DDD.MM.
  [[nodiscard]] std::span<const double> coordinates() const override { return drawn_; }

 private:
  tsplib_problem what_;
  std::optional<std::int64_t> minimum_;
  search_space space_;
  std::vector<std::int32_t> matrix_;  ///< Shape: d × d, or empty.
  std::vector<double> drawn_;
};

/// The problem of a .tsp file.
messages::result<std::shared_ptr<const tour_problem>, data_error> load_tour_problem(
    const std::filesystem::path& path, std::optional<std::int64_t> minimum = std::nullopt);

}  // namespace starling::optimizers
