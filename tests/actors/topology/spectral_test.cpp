#include "actors/topology/spectral.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

#include "messages/types/random.hpp"
#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;
using starling::actors::second_eigenvalue;
using starling::actors::spectral_gap;

namespace {

using matrix = std::vector<std::vector<double>>;

matrix dense(const topology& t, std::uint64_t round) {
  matrix w(t.members(), std::vector<double>(t.members()));
  for (std::uint32_t i = 0; i < t.members(); ++i) {
    for (std::uint32_t j = 0; j < t.members(); ++j) w[i][j] = t.mixing_weight({i}, {j}, {round});
  }
  return w;
}

/// Turns rows and columns p and q so that (p, q) becomes 0.
void rotate(matrix& a, std::size_t p, std::size_t q) {
  if (a[p][q] == 0) return;
  const double angle = 0.5 * std::atan2(2 * a[p][q], a[q][q] - a[p][p]);
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double x = a[k][p];
    a[k][p] = c * x - s * a[k][q];
    a[k][q] = s * x + c * a[k][q];
  }
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double x = a[p][k];
    a[p][k] = c * x - s * a[q][k];
    a[q][k] = s * x + c * a[q][k];
  }
}

/// The second largest modulus among the eigenvalues of a symmetric matrix (Jacobi's method).
double second_of_symmetric(matrix a) {
  for (int sweep = 0; sweep < 15; ++sweep) {
    for (std::size_t p = 0; p < a.size(); ++p) {
      for (std::size_t q = p + 1; q < a.size(); ++q) rotate(a, p, q);
    }
  }
  std::vector<double> moduli;
  for (std::size_t i = 0; i < a.size(); ++i) moduli.push_back(std::abs(a[i][i]));
  std::sort(moduli.rbegin(), moduli.rend());
  CHECK(moduli[0] == doctest::Approx(1).epsilon(1e-9));
  return moduli[1];
}

/// Mean factor per round by which repeated averaging shrinks the distance from the mean.
double measured_decay(const topology& t, std::uint64_t rounds_before, std::uint64_t rounds) {
  starling::messages::random_source random(11);
  std::vector<double> x(t.members());
  double mean = 0;
  for (double& value : x) mean += (value = random.normal()) / static_cast<double>(x.size());
  const auto deviation = [&] {
    double sum = 0;
    for (const double value : x) sum += (value - mean) * (value - mean);
    return std::sqrt(sum);
  };
  double start = 0;
  for (std::uint64_t round = 1; round <= rounds_before + rounds; ++round) {
    std::vector<double> next(x.size());
    for (std::uint32_t i = 0; i < x.size(); ++i) {
      next[i] = t.mixing_weight({i}, {i}, {round}) * x[i];
      for (const std::uint32_t j : sources(t, i, round)) {
        next[i] += t.mixing_weight({i}, {j}, {round}) * x[j];
      }
    }
    x = next;
    if (round == rounds_before) start = deviation();
  }
  return std::pow(deviation() / start, 1.0 / static_cast<double>(rounds));
}

}  // namespace

TEST_CASE("averaging decays by the second eigenvalue") {
  const struct {
    kinds::options options;
    std::size_t nodes;
    double known;
  } cases[] = {{kinds::ring{}, 16, 0.9492},
               {kinds::torus{8, 8}, 64, 0.8828},
               {kinds::hypercube{}, 64, 0.7143}};
  for (const auto& [options, nodes, known] : cases) {
    const auto network = build(options, nodes);
    INFO(network->kind());
    CHECK(std::abs(second_eigenvalue(*network, {1}) - known) < 1e-4);
    CHECK(std::abs(spectral_gap(*network, {1}) - (1 - known)) < 1e-4);
    const double decay = measured_decay(*network, 10, 30);
    CHECK(std::abs(decay / known - 1) < 0.05);
  }
}

TEST_CASE("the second eigenvalue of small graphs is that of a dense solution") {
  std::string text;
  const auto add = [&](int a, int b) {
    text += std::to_string(a) + ' ' + std::to_string(b) + '\n';
  };
  for (int i = 0; i < 39; ++i) add(i, i + 1);
  for (int i = 0; i < 20; i += 3) add(i, i + 17);
  for (int i = 2; i < 12; ++i) add(0, i);
  std::vector<std::unique_ptr<const topology>> all;
  all.push_back(build(edge_file(text).options(), 40));
  for (const std::size_t n : {2U, 3U, 10U, 37U}) {
    all.push_back(build(kinds::ring{}, n));
    all.push_back(build(kinds::mesh{}, n));
    all.push_back(build(kinds::star{}, n));
    all.push_back(build(kinds::hierarchical{2, 0}, n));
    all.push_back(build(kinds::hierarchical{3, 0}, n));
    all.push_back(build(kinds::gossip{1, true}, n));
  }
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    all.push_back(build(kinds::regular{3}, 40, seed));
    all.push_back(build(kinds::regular{4}, 61, seed));
  }
  for (const auto& network : all) {
    INFO(network->kind() << " of " << network->nodes());
    const double expected = second_of_symmetric(dense(*network, 3));
    CHECK(std::abs(second_eigenvalue(*network, {3}) - expected) < 1e-7);
  }
}

TEST_CASE("the second eigenvalue of a directed round is the largest harmonic of its ring") {
  for (const std::size_t n : {5U, 12U, 100U}) {
    for (const std::size_t fanout : {1U, 2U, 4U}) {
      double expected = 0;
      for (std::size_t harmonic = 1; harmonic < n; ++harmonic) {
        std::complex<double> sum = 0;
        for (std::size_t k = 0; k <= fanout; ++k) {
          sum += std::polar(1.0, 2 * std::numbers::pi * static_cast<double>(harmonic * k) /
                                     static_cast<double>(n));
        }
        expected = std::max(expected, std::abs(sum) / (1 + static_cast<double>(fanout)));
      }
      const auto network = build(kinds::gossip{fanout, false}, n);
      CHECK(std::abs(second_eigenvalue(*network, {2}) - expected) < 1e-7);
    }
  }
}

TEST_CASE("the gap of ten thousand nodes is found, however small") {
  const double step = 2 * std::numbers::pi / 10'000;
  const double ring = 2.0 / 3 * (1 - std::cos(step));
  CHECK(spectral_gap(*build(kinds::ring{}, 10'000), {1}) == doctest::Approx(ring).epsilon(1e-5));
  const double torus = 2.0 / 5 * (1 - std::cos(100 * step));
  CHECK(spectral_gap(*build(kinds::torus{}, 10'000), {1}) == doctest::Approx(torus).epsilon(1e-5));
  CHECK(spectral_gap(*build(kinds::star{}, 10'000), {1}) == doctest::Approx(1.0 / 10'001));
  CHECK(second_eigenvalue(*build(kinds::hypercube{}, 8192), {1}) == doctest::Approx(12.0 / 14));
  // A random graph of degree d comes close to 2 √(d-1), and with us mixes with d + 1 (Friedman
  // 2008).
  const double regular = second_eigenvalue(*build(kinds::regular{4}, 10'000), {1});
  CHECK(regular == doctest::Approx((1 + 2 * std::sqrt(3.0)) / 5).epsilon(0.01));
}

TEST_CASE("a mesh agrees at once, and one alone always does") {
  CHECK(second_eigenvalue(*build(kinds::mesh{}, 500), {1}) < 1e-7);
  CHECK(second_eigenvalue(*build(kinds::mesh{}, 1), {1}) == 0);
  CHECK(spectral_gap(*build(kinds::mesh{}, 1), {1}) == 1);
}

TEST_CASE("a matrix too large to keep gives the same eigenvalue") {
  CHECK(second_eigenvalue(*build(kinds::mesh{}, 5000), {1}) < 1e-7);  // 25 million entries.
}
