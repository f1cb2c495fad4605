#include "aggregation/robust/spectral/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace starling::aggregation {

namespace {

constexpr int sweeps_max = 60;  // convergence is quadratic: some eight are enough

/// x, y = cosine · x - sine · y, sine · x + cosine · y.
void rotate(double* x, double* y, std::size_t n, double cosine, double sine) {
  for (std::size_t k = 0; k < n; ++k) {
    const double a = x[k];
    const double b = y[k];
    x[k] = cosine * a - sine * b;
    y[k] = sine * a + cosine * b;
  }
}

/// Turns rows and columns p and q of `a` so that a[p][q] vanishes, and rows p and q of `vectors`.
void annihilate(std::vector<double>& a, std::vector<double>& vectors, std::size_t n, std::size_t p,
                std::size_t q) {
  const double off = a[p * n + q];
  const double theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
  const double tangent = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(1.0, theta));
  const double cosine = 1 / std::sqrt(1 + tangent * tangent);
  const double sine = tangent * cosine;
  const double first = a[p * n + p] - tangent * off;
  const double second = a[q * n + q] + tangent * off;
  rotate(a.data() + p * n, a.data() + q * n, n, cosine, sine);
  rotate(vectors.data() + p * n, vectors.data() + q * n, n, cosine, sine);
  a[p * n + p] = first;
  a[q * n + q] = second;
  a[p * n + q] = a[q * n + p] = 0;
  for (std::size_t k = 0; k < n; ++k) {
    a[k * n + p] = a[p * n + k];
    a[k * n + q] = a[q * n + k];
  }
}

}  // namespace

eigenpair top_eigenpair(std::vector<double> matrix) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(matrix.size())));
  std::vector<double> vectors(n * n);
  for (std::size_t i = 0; i < n; ++i) vectors[i * n + i] = 1;
  double largest = 0;
  for (const double x : matrix) largest = std::max(largest, std::abs(x));
  const double negligible = std::ldexp(largest, -54);
  bool turned = true;
  for (int sweep = 0; turned && sweep < sweeps_max; ++sweep) {
    turned = false;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(matrix[p * n + q]) <= negligible) continue;
        annihilate(matrix, vectors, n, p, q);
        turned = true;
      }
    }
  }
  std::size_t top = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (matrix[i * n + i] > matrix[top * n + top]) top = i;
  }
  const auto row = vectors.begin() + static_cast<std::ptrdiff_t>(top * n);
  return {matrix[top * n + top], {row, row + static_cast<std::ptrdiff_t>(n)}};
}

}  // namespace starling::aggregation
