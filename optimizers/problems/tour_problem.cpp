#include "optimizers/problems/tour_problem.hpp"

#include <limits>
#include <utility>

namespace starling::optimizers {

tour_problem::tour_problem(tsplib_problem what, std::optional<std::int64_t> minimum)
    : what_(std::move(what)), minimum_(minimum) {
  const std::size_t n = what_.cities;
  space_.low.assign(n, 0);
  space_.high.assign(n, static_cast<double>(n - 1));
  const bool geographic = what_.rule == distance_rule::geographic;
  for (const place& at : what_.places) {
    drawn_.push_back(geographic ? at.y : at.x);
    drawn_.push_back(geographic ? at.x : at.y);
  }
  if (what_.rule == distance_rule::listed) {
    matrix_ = std::move(what_.listed);
    for (std::size_t i = 0; i < n; ++i) matrix_[i * n + i] = 0;
  } else if (n <= matrix_cities_max) {
    matrix_.resize(n * n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        matrix_[i * n + j] = matrix_[j * n + i] =
            tour_distance(what_.rule, what_.places[i], what_.places[j]);
      }
    }
  }
}

double tour_problem::evaluate(std::span<const double> point) const {
  if (point.size() != dimension()) return std::numeric_limits<double>::infinity();
  const auto tour = tour_of(point);
  if (tour.empty()) return std::numeric_limits<double>::infinity();
  std::int64_t length = distance(tour.back(), tour.front());
  for (std::size_t i = 1; i < tour.size(); ++i) length += distance(tour[i - 1], tour[i]);
  return static_cast<double>(length);
}

std::optional<double> tour_problem::minimum() const {
  if (!minimum_) return std::nullopt;
  return static_cast<double>(*minimum_);
}

messages::result<std::shared_ptr<const tour_problem>, data_error> load_tour_problem(
    const std::filesystem::path& path, std::optional<std::int64_t> minimum) {
  auto what = read_tsplib(path);
  if (!what) return messages::failure{what.error()};
  return std::make_shared<const tour_problem>(*std::move(what), minimum);
}

}  // namespace starling::optimizers
