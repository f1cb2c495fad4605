#include "optimizers/swarm/particle_swarm/fully_informed_pso.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/optimizers/swarm/swarms.hpp"

using namespace starling::optimizers;

TEST_CASE("every informant pulls with an equal share, those heard after one's own") {
  constexpr std::size_t d = 2;
  constexpr std::size_t n = 5;
  const auto what = over(sphere, d, -10, 10);
  fully_informed_pso ours(
      {.what = what, .node = {}, .seed = 9, .particles = n},
      {.variant = pso_variant::fully_informed, .informants = 2, .velocity_max = 0});
  ours.advance();
  const auto x = positions(ours, d);
  const std::vector<std::vector<double>> heard = {{1, 2}, {-3, 4}};
  const std::vector<starling::messages::contribution> told = {
      said(3, heard[0], 5), said(4, {9, 9}, std::nan("")), said(8, heard[1], 25)};
  ours.hear(told);
  ours.advance();
  const auto moved = positions(ours, d);

  for (std::size_t i = 0; i < n; ++i) {
    starling::messages::random_source random(starling::messages::substream(9, "particle", 0U, i));
    for (std::size_t j = 0; j < d; ++j) random.uniform();
    std::vector<double> v(d);
    for (std::size_t j = 0; j < d; ++j) v[j] = 0.5 * (random.uniform(-10, 10) - x[i * d + j]);
    for (std::size_t j = 0; j < d; ++j) v[j] *= 0.7298;
    // In a ring of five each knows both neighbours and itself, and here two from elsewhere.
    for (std::size_t k = 0; k < n + 2; ++k) {
      if (k < n && (k + n - i + 1) % n > 2) continue;
      for (std::size_t j = 0; j < d; ++j) {
        const double p = k < n ? x[k * d + j] : heard[k - n][j];
        v[j] += 2 * 1.49618 / 5 * random.uniform() * (p - x[i * d + j]);
      }
    }
    for (std::size_t j = 0; j < d; ++j)
      CHECK(moved[i * d + j] == std::clamp(x[i * d + j] + v[j], -10.0, 10.0));
  }
}
