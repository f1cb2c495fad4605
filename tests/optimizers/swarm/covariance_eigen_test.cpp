#include "optimizers/swarm/covariance_eigen.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "messages/types/random.hpp"

using starling::optimizers::symmetric_eigen;

namespace {

struct decomposition {
  std::vector<double> vectors, values;
  bool converged;

  explicit decomposition(std::vector<double> a, std::size_t d) : vectors(d * d), values(d) {
    converged = symmetric_eigen(a, vectors, values);
  }
};

/// G Gᵀ, with row i of G scaled by `ratio`^i.
std::vector<double> random_covariance(std::size_t d, double ratio, std::uint64_t seed) {
  starling::messages::random_source random(seed);
  std::vector<double> g(d * d), a(d * d);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      g[i * d + j] = random.normal() * std::pow(ratio, static_cast<double>(i));
    }
  }
  for (std::size_t i = 0; i < d * d; ++i) {
    for (std::size_t k = 0; k < d; ++k) a[i] += g[i / d * d + k] * g[i % d * d + k];
  }
  return a;
}

}  // namespace

TEST_CASE("eigenvalues of a matrix of two are those of its characteristic polynomial") {
  decomposition e({2, 1, 1, 3}, 2);
  CHECK(e.converged);
  std::ranges::sort(e.values);
  CHECK(e.values[0] == doctest::Approx((5 - std::sqrt(5.0)) / 2).epsilon(1e-15));
  CHECK(e.values[1] == doctest::Approx((5 + std::sqrt(5.0)) / 2).epsilon(1e-15));
}

TEST_CASE("vectors and values give the matrix back, and vectors are orthonormal") {
  for (const std::size_t d : {1U, 2U, 3U, 10U, 40U}) {
    for (const double ratio : {1.0, 0.7}) {
      const auto a = random_covariance(d, ratio, d);
      const decomposition e(a, d);
      CHECK(e.converged);
      const double scale = *std::ranges::max_element(e.values);
      double worst = 0, skew = 0;
      for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j < d; ++j) {
          double back = 0, product = 0;
          for (std::size_t k = 0; k < d; ++k) {
            back += e.vectors[i * d + k] * e.values[k] * e.vectors[j * d + k];
            product += e.vectors[k * d + i] * e.vectors[k * d + j];
          }
          worst = std::max(worst, std::abs(back - a[i * d + j]) / scale);
          skew = std::max(skew, std::abs(product - (i == j ? 1 : 0)));
        }
      }
      // Rounding of 2^-53 in each of about 8 d rotations that touch an element.
      CHECK(worst < 8.0 * static_cast<double>(d) * 0x1p-52);
      CHECK(skew < 8.0 * static_cast<double>(d) * 0x1p-52);
    }
  }
}

TEST_CASE("small eigenvalues beside large ones keep their digits") {
  // diag(1, 1e-8, 1e-16) B diag(…) with a well-conditioned B: their product is the determinant.
  const std::vector<double> a{1,       0.5e-8,   0.25e-16, 0.5e-8, 1e-16,
                              0.5e-24, 0.25e-16, 0.5e-24,  1e-32};
  const decomposition e(a, 3);
  CHECK(e.converged);
  const double b = 1 + 2 * 0.5 * 0.5 * 0.25 - 0.25 - 0.25 - 0.0625;
  CHECK(e.values[0] * e.values[1] * e.values[2] ==
        doctest::Approx(b * 1e-16 * 1e-32).epsilon(1e-12));
}

TEST_CASE("a diagonal matrix is left alone; what is not finite is refused") {
  const decomposition e({3, 0, 0, 0, 0, 0, 0, 0, 2}, 3);
  CHECK(e.converged);
  CHECK(e.values == std::vector<double>{3, 0, 2});
  CHECK(e.vectors == std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, 1});
  CHECK_FALSE(decomposition({1, std::nan(""), 0, 1}, 2).converged);
  CHECK_FALSE(decomposition({std::numeric_limits<double>::infinity(), 0, 0, 1}, 2).converged);
}
