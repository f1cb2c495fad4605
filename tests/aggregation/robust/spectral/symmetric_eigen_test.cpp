#include "aggregation/robust/spectral/symmetric_eigen.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "tests/aggregation/robust/spectral/covariance.hpp"

namespace {

using starling::aggregation::top_eigenpair;

oracle::rows random_symmetric(std::uint64_t seed, std::size_t n) {
  starling::messages::random_source random(seed);
  oracle::rows a(n, oracle::row(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) a[i][j] = a[j][i] = random.normal();
  }
  return a;
}

oracle::row flat(const oracle::rows& a) {
  oracle::row out;
  for (const auto& r : a) out.insert(out.end(), r.begin(), r.end());
  return out;
}

TEST_CASE("the top eigenpair is an eigenpair, of length 1, and no other value is larger") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const std::size_t n = 1 + seed % 30;
    auto a = random_symmetric(seed, n);
    const auto top = top_eigenpair(flat(a));
    double length = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double image = 0;
      for (std::size_t j = 0; j < n; ++j) image += a[i][j] * top.vector[j];
      CHECK(std::abs(image - top.value * top.vector[i]) < 1e-13 * static_cast<double>(n + 1));
      length += top.vector[i] * top.vector[i];
    }
    CHECK(length == doctest::Approx(1).epsilon(1e-13));
    // Shifted to be positive, so that the oracle's squaring finds the largest and not the longest.
    const double shift = 4 * static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) a[i][i] += shift;
    CHECK(top.value + shift == doctest::Approx(oracle::widest_of(a).variance).epsilon(1e-12));
  }
}

TEST_CASE("a diagonal matrix keeps its entries, a multiple of one the first direction") {
  CHECK(top_eigenpair({1, 0, 0, 0, 5, 0, 0, 0, -7}).value == 5);
  const auto same = top_eigenpair({3, 0, 0, 3});
  CHECK(same.value == 3);
  CHECK(same.vector == std::vector{1.0, 0.0});
  CHECK(top_eigenpair({0, 0, 0, 0}).value == 0);
  CHECK(top_eigenpair({-2}).value == -2);
}

TEST_CASE("a matrix scaled by a power of two has the same eigenvector, to the bit") {
  const auto a = flat(random_symmetric(5, 20));
  const auto plain = top_eigenpair(a);
  for (const double scale : {0x1p-300, 0x1p300}) {
    auto scaled = a;
    for (double& v : scaled) v *= scale;
    const auto top = top_eigenpair(scaled);
    CHECK(top.vector == plain.vector);
    CHECK(top.value == plain.value * scale);
  }
}

}  // namespace
