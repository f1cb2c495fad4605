#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "optimizers/search_space.hpp"

// What is minimised, by what it can do. An optimizer asks for no more than it needs: everything
// takes an `objective`, and whoever can use more looks for it with `dynamic_cast`.

namespace starling::optimizers {

/// A function of d real numbers over a box; lower is better.
///
/// Stateless and pure: the same point gives the same bits, from any thread. Any point of the box
/// has a value; NaN counts as worse than everything.
class objective {
 public:
  virtual ~objective() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Where to look; its dimension is d.
  [[nodiscard]] virtual const search_space& space() const = 0;
  /// `point`: d.
  [[nodiscard]] virtual double evaluate(std::span<const double> point) const = 0;
  /// Many at once. `points`: n × d, one after the other; overwrites `values` (n). Gives the bits
  /// that `evaluate` gives.
  virtual void evaluate_all(std::span<const double> points, std::span<double> values) const;
  /// The least value there is, where it is known.
  [[nodiscard]] virtual std::optional<double> minimum() const { return std::nullopt; }
  [[nodiscard]] std::size_t dimension() const { return space().dimension(); }
};

/// An objective that knows its slope.
class differentiable {
 public:
  virtual ~differentiable() = default;
  /// The value at `point` (d); overwrites `slope` (d) with the derivative.
  virtual double gradient(std::span<const double> point, std::span<double> slope) const = 0;
};

/// An objective that is a sum over coordinates: f(x) = Σ term(i, x_i).
class separable {
 public:
  virtual ~separable() = default;
  [[nodiscard]] virtual double term(std::size_t coordinate, double x) const = 0;
};

/// An objective over tours: a point holds each of 0 … d-1 once, in the order of the visit.
class tours {
 public:
  virtual ~tours() = default;
  /// Cost of going from one city to another; symmetric.
  [[nodiscard]] virtual std::int64_t distance(std::size_t from, std::size_t to) const = 0;
  /// Where the cities lie, for whoever draws them: x and y of each; empty where nobody knows.
  [[nodiscard]] virtual std::span<const double> coordinates() const { return {}; }
};

/// A point as a tour of cities 0 … d-1; empty where it does not hold each of them once.
std::vector<std::uint32_t> tour_of(std::span<const double> point);

}  // namespace starling::optimizers
