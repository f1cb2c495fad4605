#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <span>
#include <string_view>
#include <utility>

#include "optimizers/objective.hpp"

namespace starling::optimizers {

/// Any function of d numbers over the same interval in each coordinate.
template <class F>
class test_function final : public objective {
 public:
  test_function(F f, std::size_t dimension, double low, double high,
                starling::objective::bounds policy = {})
      : f_(std::move(f)),
        space_{std::vector<double>(dimension, low), std::vector<double>(dimension, high), policy} {}

  [[nodiscard]] std::string_view name() const override { return "test function"; }
  [[nodiscard]] const search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> x) const override { return f_(x); }
  void evaluate_all(std::span<const double> points, std::span<double> values) const override {
    const std::size_t d = space_.dimension();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = f_(points.subspan(i * d, d));
  }

 private:
  F f_;
  search_space space_;
};

template <class F>
std::shared_ptr<const objective> over(F f, std::size_t dimension, double low, double high,
                                      starling::objective::bounds policy = {}) {
  return std::make_shared<test_function<F>>(std::move(f), dimension, low, high, policy);
}

inline double sphere(std::span<const double> x) {
  double sum = 0;
  for (double v : x) sum += v * v;
  return sum;
}

inline double rosenbrock(std::span<const double> x) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double a = x[i + 1] - x[i] * x[i];
    sum += 100 * a * a + (1 - x[i]) * (1 - x[i]);
  }
  return sum;
}

inline double rastrigin(std::span<const double> x) {
  double sum = 0;
  for (double v : x) sum += v * v - 10 * std::cos(2 * std::numbers::pi * v) + 10;
  return sum;
}

inline double ackley(std::span<const double> x) {
  const auto d = static_cast<double>(x.size());
  double squares = 0;
  double cosines = 0;
  for (double v : x) {
    squares += v * v;
    cosines += std::cos(2 * std::numbers::pi * v);
  }
  return -20 * std::exp(-0.2 * std::sqrt(squares / d)) - std::exp(cosines / d) + 20 +
         std::numbers::e;
}

inline double griewank(std::span<const double> x) {
  double sum = 0;
  double product = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += x[i] * x[i] / 4000;
    product *= std::cos(x[i] / std::sqrt(static_cast<double>(i + 1)));
  }
  return sum - product + 1;
}

/// Yang's demonstration, turned over: height 2 at (0, 0) and near (0, −4), 1 near (±4, 4).
inline double four_peaks(std::span<const double> x) {
  const auto peak = [&](double a, double b) {
    return std::exp(-(x[0] - a) * (x[0] - a) - (x[1] - b) * (x[1] - b));
  };
  return -(peak(4, 4) + peak(-4, 4) + 2 * peak(0, -4) + 2 * peak(0, 0));
}

}  // namespace starling::optimizers
