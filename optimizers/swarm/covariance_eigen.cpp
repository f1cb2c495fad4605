#include "optimizers/swarm/covariance_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::optimizers {

namespace {

constexpr int sweeps_max = 50;

/// The rotation of coordinates p and q that makes element (p, q) of `a` zero.
struct rotation {
  double c;
  double s;

  rotation(double app, double aqq, double apq) {
    const double tau = (aqq - app) / (2 * apq);
    const double t = std::copysign(1 / (std::abs(tau) + std::sqrt(1 + tau * tau)), tau);
    c = 1 / std::sqrt(1 + t * t);
    s = t * c;
  }
  void turn(double& x, double& y) const {
    const double old = x;
    x = c * old - s * y;
    y = s * old + c * y;
  }
};

/// Makes (p, q) zero in the upper triangle of `a`.
void rotate(std::span<double> a, std::span<double> v, std::size_t d, std::size_t p, std::size_t q) {
  const auto at = [&](std::size_t i, std::size_t j) -> double& { return a[i * d + j]; };
  const rotation r(at(p, p), at(q, q), at(p, q));
  const double shift = r.s / r.c * at(p, q);
  at(p, p) -= shift;
  at(q, q) += shift;
  at(p, q) = 0;
  for (std::size_t i = 0; i < p; ++i) r.turn(at(i, p), at(i, q));
  for (std::size_t i = p + 1; i < q; ++i) r.turn(at(p, i), at(i, q));
  for (std::size_t i = q + 1; i < d; ++i) r.turn(at(p, i), at(q, i));
  for (std::size_t i = 0; i < d; ++i) r.turn(v[i * d + p], v[i * d + q]);
}

}  // namespace

bool symmetric_eigen(std::span<double> matrix, std::span<double> vectors,
                     std::span<double> values) {
  const std::size_t d = values.size();
  std::ranges::fill(vectors, 0.0);
  for (std::size_t i = 0; i < d; ++i) vectors[i * d + i] = 1;
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = i; j < d; ++j) {
      if (!std::isfinite(matrix[i * d + j])) return false;
    }
  }
  bool rotated = true;
  for (int sweep = 0; rotated && sweep < sweeps_max; ++sweep) {
    rotated = false;
    for (std::size_t p = 0; p < d; ++p) {
      for (std::size_t q = p + 1; q < d; ++q) {
        const double off = std::abs(matrix[p * d + q]);
        const double scale =
            std::sqrt(std::abs(matrix[p * d + p])) * std::sqrt(std::abs(matrix[q * d + q]));
        if (off <= std::numeric_limits<double>::epsilon() * scale || off == 0) continue;
        rotate(matrix, vectors, d, p, q);
        rotated = true;
      }
    }
  }
  for (std::size_t i = 0; i < d; ++i) values[i] = matrix[i * d + i];
  return !rotated;
}

}  // namespace starling::optimizers
