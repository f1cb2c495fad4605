#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

#include "optimizers/population.hpp"

// Objectives, and what every population is asked in the tests of the evolutionary ones.

namespace evolution {

using namespace starling::optimizers;
using values = std::vector<double>;
using function = std::function<double(std::span<const double>)>;

/// Any function over any box.
class any_objective final : public objective {
 public:
  any_objective(function f, search_space box) : f_(std::move(f)), space_(std::move(box)) {}
  [[nodiscard]] std::string_view name() const override { return "any"; }
  [[nodiscard]] const search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> p) const override { return f_(p); }

 private:
  function f_;
  search_space space_;
};

inline std::shared_ptr<const objective> over(function f, std::size_t d, double low, double high) {
  return std::make_shared<any_objective>(std::move(f),
                                         search_space{values(d, low), values(d, high)});
}

inline double sphere(std::span<const double> p) {
  double sum = 0;
  for (const double x : p) sum += x * x;
  return sum;
}

inline double rosenbrock(std::span<const double> p) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < p.size(); ++i) {
    sum += 100 * std::pow(p[i + 1] - p[i] * p[i], 2) + std::pow(1 - p[i], 2);
  }
  return sum;
}

inline double rastrigin(std::span<const double> p) {
  double sum = 0;
  for (const double x : p) sum += x * x + 10 - 10 * std::cos(2 * std::numbers::pi * x);
  return sum;
}

/// Half axes from 1 to 1000.
inline double ellipsoid(std::span<const double> p) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += std::pow(10.0, 6.0 * static_cast<double>(i) / static_cast<double>(p.size() - 1)) * p[i] *
           p[i];
  }
  return sum;
}

inline double nowhere(std::span<const double> p) {
  return p[0] > 0 ? std::numeric_limits<double>::quiet_NaN() : sphere(p);
}

inline population_task task(std::shared_ptr<const objective> what, std::size_t particles,
                            std::uint64_t seed = 1) {
  population_task t;
  t.what = std::move(what);
  t.seed = seed;
  t.particles = particles;
  return t;
}

inline starling::messages::contribution news(const values& point, double value) {
  starling::messages::contribution c{};
  c.parameters = starling::messages::tensor(std::span(point));
  c.score = value;
  return c;
}

inline values all_positions(const population& p, std::size_t particles, std::size_t d) {
  values points(particles * d);
  points.resize(p.positions(points) * d);
  return points;
}

inline values point_of(const candidate& c) {
  const auto p = c.point.doubles();
  return {p.begin(), p.end()};
}

inline void spend(population& p, std::uint64_t evaluations) {
  while (p.evaluations() < evaluations) p.advance();
}

/// How many evaluations it takes to get below `target`, at most `limit`.
inline std::uint64_t evaluations_to(population& p, double target, std::uint64_t limit) {
  while (p.evaluations() < limit && !(p.best().value < target)) p.advance();
  return p.evaluations();
}

}  // namespace evolution
