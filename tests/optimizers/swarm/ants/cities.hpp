#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/objective.hpp"
#include "optimizers/swarm/ants/city_map.hpp"

namespace starling::tests {

/// Cities in a plane, distances rounded to the nearest integer.
class plane_tours final : public optimizers::objective, public optimizers::tours {
 public:
  explicit plane_tours(std::vector<std::pair<double, double>> places)
      : places_(std::move(places)),
        space_{std::vector<double>(places_.size(), 0),
               std::vector<double>(places_.size(), static_cast<double>(places_.size() - 1))} {}

  [[nodiscard]] std::string_view name() const override { return "plane"; }
  [[nodiscard]] const optimizers::search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> point) const override {
    double sum = 0;
    for (std::size_t i = 0; i < point.size(); ++i) {
      const double last = i == 0 ? point.back() : point[i - 1];
      sum += static_cast<double>(
          distance(static_cast<std::size_t>(last), static_cast<std::size_t>(point[i])));
    }
    return sum;
  }
  [[nodiscard]] std::int64_t distance(std::size_t a, std::size_t b) const override {
    return std::lround(
        std::hypot(places_[a].first - places_[b].first, places_[a].second - places_[b].second));
  }

 private:
  std::vector<std::pair<double, double>> places_;
  optimizers::search_space space_;
};

/// Three by four: sides 0–1 and 2–3 are 3 long, 1–2 and 3–0 are 4, diagonals 0–2 and 1–3 are 5.
inline plane_tours rectangle() {
  return plane_tours({{0, 0}, {0, 3}, {4, 3}, {4, 0}});
}

/// On a small grid, so that distances are often equal and cities share places.
inline plane_tours random_cities(std::size_t n, messages::random_source& random) {
  std::vector<std::pair<double, double>> places;
  for (std::size_t i = 0; i < n; ++i) {
    places.emplace_back(static_cast<double>(random.below(30)),
                        static_cast<double>(random.below(30)));
  }
  return plane_tours(std::move(places));
}

inline std::vector<optimizers::city> random_tour(std::size_t n, messages::random_source& random) {
  std::vector<optimizers::city> out(n);
  std::iota(out.begin(), out.end(), optimizers::city{0});
  random.shuffle(std::span(out));
  return out;
}

inline bool is_permutation(std::vector<optimizers::city> tour, std::size_t n) {
  std::ranges::sort(tour);
  for (std::size_t i = 0; i < tour.size(); ++i) {
    if (tour[i] != i) return false;
  }
  return tour.size() == n;
}

/// Whether to exchange two edges shortens the tour: any two where all cities are neighbours, else
/// such that a city gets a nearer one of its neighbours in the place of the one it had.
inline bool two_opt_move_is_left(const optimizers::city_map& map,
                                 const std::vector<optimizers::city>& tour) {
  const std::size_t n = tour.size();
  std::vector<std::size_t> at(n);
  for (std::size_t i = 0; i < n; ++i) at[tour[i]] = i;
  for (const std::size_t step : {std::size_t{1}, n - 1}) {
    for (const auto a : tour) {
      const auto b = tour[(at[a] + step) % n];
      for (const auto c : map.neighbours(a)) {
        const auto d = tour[(at[c] + step) % n];
        if (map.neighbours(a).size() < n - 1 && map.distance(a, c) >= map.distance(a, b)) break;
        if (map.distance(a, c) + map.distance(b, d) < map.distance(a, b) + map.distance(c, d)) {
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace starling::tests
