#include "aggregation/robust/spectral/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace starling::aggregation {

namespace {

/// diagonal[i], and beside[i] between i and i + 1; the largest entries are near 1.
struct tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> beside;
};

/// A pivot that vanished, of the size of its square.
constexpr double least_pivot = 0x1p-106;

double pivot(double x) {
  return std::abs(x) < least_pivot ? -least_pivot : x;
}

/// In rows and columns from k + 1 on, a becomes H a H where H = 1 - v vᵀ, |v|² = 2.
void reflect(std::vector<double>& a, std::size_t n, std::size_t k, const std::vector<double>& v) {
  std::vector<double> image(n);
  double along = 0;
  for (std::size_t i = k + 1; i < n; ++i) {
    for (std::size_t j = k + 1; j < n; ++j) image[j] += v[i] * a[i * n + j];
  }
  for (std::size_t i = k + 1; i < n; ++i) along += image[i] * v[i];
  for (std::size_t i = k + 1; i < n; ++i) image[i] -= along / 2 * v[i];
  for (std::size_t i = k + 1; i < n; ++i) {
    for (std::size_t j = k + 1; j < n; ++j) a[i * n + j] -= v[i] * image[j] + image[i] * v[j];
  }
}

/// The tridiagonal matrix that a is turned to by n - 2 reflections, whose vectors become the rows
/// of a; of zeros where nothing was to reflect.
tridiagonal reduce(std::vector<double>& a, std::size_t n) {
  tridiagonal t{std::vector<double>(n), std::vector<double>(n - 1)};
  for (std::size_t k = 0; k < n; ++k) {
    t.diagonal[k] = a[k * n + k];
    if (k + 1 == n) break;
    std::vector<double> v(a.begin() + static_cast<std::ptrdiff_t>(k * n),
                          a.begin() + static_cast<std::ptrdiff_t>((k + 1) * n));
    std::fill_n(v.begin(), k + 1, 0.0);
    double beyond = 0;
    for (std::size_t j = k + 2; j < n; ++j) beyond += v[j] * v[j];
    t.beside[k] = v[k + 1];
    if (beyond > 0) {
      const double length = std::sqrt(v[k + 1] * v[k + 1] + beyond);
      t.beside[k] = -std::copysign(length, v[k + 1]);
      v[k + 1] -= t.beside[k];
      const double to_root_2 = std::sqrt(2 / (v[k + 1] * v[k + 1] + beyond));
      for (double& x : v) x *= to_root_2;
      reflect(a, n, k, v);
    } else {
      std::fill(v.begin(), v.end(), 0.0);
    }
    std::copy(v.begin(), v.end(), a.begin() + static_cast<std::ptrdiff_t>(k * n));
  }
  return t;
}

/// Whether all eigenvalues are less than x: whether all pivots of t - x are negative.
bool all_below(const tridiagonal& t, double x) {
  double p = pivot(t.diagonal[0] - x);
  for (std::size_t i = 1; p < 0 && i < t.diagonal.size(); ++i) {
    p = pivot(t.diagonal[i] - x - t.beside[i - 1] * t.beside[i - 1] / p);
  }
  return p < 0;
}

/// By halving an interval until no number lies within it.
double largest_eigenvalue(const tridiagonal& t) {
  double low = *std::max_element(t.diagonal.begin(), t.diagonal.end());
  double high = low;
  for (std::size_t i = 0; i < t.diagonal.size(); ++i) {
    const double left = i > 0 ? std::abs(t.beside[i - 1]) : 0;
    const double right = i < t.beside.size() ? std::abs(t.beside[i]) : 0;
    high = std::max(high, t.diagonal[i] + left + right);
  }
  while (low < high) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (all_below(t, middle) ? high : low) = middle;
  }
  return low;
}

/// The vector of t - value whose image is the smallest multiple of an axis: eliminated from both
/// ends towards that one.
std::vector<double> eigenvector(const tridiagonal& t, double value) {
  const std::size_t n = t.diagonal.size();
  std::vector<double> down(n);
  std::vector<double> up(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double before = i > 0 ? t.beside[i - 1] * t.beside[i - 1] / down[i - 1] : 0;
    down[i] = pivot(t.diagonal[i] - value - before);
  }
  for (std::size_t i = n; i-- > 0;) {
    const double after = i + 1 < n ? t.beside[i] * t.beside[i] / up[i + 1] : 0;
    up[i] = pivot(t.diagonal[i] - value - after);
  }
  std::size_t at = 0;
  double least = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double left = std::abs(down[i] + up[i] - (t.diagonal[i] - value));
    if (i > 0 && !(left < least)) continue;
    least = left;
    at = i;
  }
  std::vector<double> vector(n);
  vector[at] = 1;
  for (std::size_t i = at; i-- > 0;) vector[i] = -t.beside[i] / down[i] * vector[i + 1];
  for (std::size_t i = at; i + 1 < n; ++i) vector[i + 1] = -t.beside[i] / up[i + 1] * vector[i];
  return vector;
}

}  // namespace

eigenpair top_eigenpair(std::vector<double> matrix) {
  const auto n = static_cast<std::size_t>(std::lround(std::sqrt(matrix.size())));
  double largest = 0;
  for (const double x : matrix) largest = std::max(largest, std::abs(x));
  int exponent = 0;
  static_cast<void>(std::frexp(largest, &exponent));
  for (double& x : matrix) x = std::ldexp(x, -exponent);
  const tridiagonal t = reduce(matrix, n);
  const double value = largest_eigenvalue(t);
  std::vector<double> vector = eigenvector(t, value);
  for (std::size_t k = n; k-- > 0;) {
    const double* v = matrix.data() + k * n;
    double along = 0;
    if (k + 1 == n) continue;
    for (std::size_t i = k + 1; i < n; ++i) along += v[i] * vector[i];
    for (std::size_t i = k + 1; i < n; ++i) vector[i] -= along * v[i];
  }
  double squares = 0;
  for (const double x : vector) squares += x * x;
  for (double& x : vector) x /= std::sqrt(squares);
  return {std::ldexp(value, exponent), std::move(vector)};
}

}  // namespace starling::aggregation
