#include "optimizers/swarm/particle_swarm/canonical_pso.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "tests/optimizers/swarm/swarms.hpp"

using namespace starling::optimizers;
using starling::messages::random_source;
using starling::messages::substream;

namespace {

constexpr std::size_t d = 3;
constexpr std::size_t n = 5;
constexpr double low = -4;
constexpr double high = 6;

/// The definition over again, point by point, with everybody informing everybody.
struct obvious_swarm {
  struct particle {
    std::vector<double> x = std::vector<double>(d);
    std::vector<double> v = std::vector<double>(d);
    std::vector<double> p{};
    double best = 0;
    random_source random{0};
  };
  std::vector<particle> all;

  explicit obvious_swarm(std::uint64_t seed) {
    for (std::size_t i = 0; i < n; ++i) {
      particle q;
      q.random = random_source(substream(seed, "particle", 0U, i));
      for (double& x : q.x) x = q.random.uniform(low, high);
      for (double& v : q.v) v = q.random.uniform(low, high);
      for (std::size_t j = 0; j < d; ++j) q.v[j] = 0.5 * (q.v[j] - q.x[j]);
      q.p = q.x;
      q.best = rastrigin(q.x);
      all.push_back(q);
    }
  }
  [[nodiscard]] std::size_t leader() const {
    std::size_t g = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (all[i].best < all[g].best) g = i;
    }
    return g;
  }
  /// `once`: a leader is pulled by its own best only once.
  void move(particle& q, const std::vector<double>& g, double w, double c, double v_max,
            bool once) {
    for (std::size_t j = 0; j < d; ++j) {
      const double own = c * q.random.uniform() * (q.p[j] - q.x[j]);
      const double pull = once ? 0 : c * q.random.uniform() * (g[j] - q.x[j]);
      q.v[j] = std::clamp(w * q.v[j] + own + pull, -v_max, v_max);
    }
    for (std::size_t j = 0; j < d; ++j) {
      q.x[j] += q.v[j];
      if (q.x[j] < low || q.x[j] > high) q.v[j] = 0;
      q.x[j] = std::clamp(q.x[j], low, high);
    }
  }
  static void settle(particle& q) {
    if (rastrigin(q.x) < q.best) {
      q.best = rastrigin(q.x);
      q.p = q.x;
    }
  }
  void generation(double w, double c, double v_max) {
    const auto g = all[leader()].p;
    for (auto& q : all) move(q, g, w, c, v_max, false);
    for (auto& q : all) settle(q);
  }
  [[nodiscard]] std::vector<double> positions() const {
    std::vector<double> points;
    for (const auto& q : all) points.insert(points.end(), q.x.begin(), q.x.end());
    return points;
  }
};

population_task task(std::uint64_t seed) {
  return {.what = over(rastrigin, d, low, high), .node = {}, .seed = seed, .particles = n};
}

constexpr double unlimited = std::numeric_limits<double>::infinity();
const double standard_w = 1 / (2 * std::numbers::ln2);
const double standard_c = 0.5 + std::numbers::ln2;

}  // namespace

TEST_CASE("constriction moves as Clerc and Kennedy define it") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const double phi = 4.1;
    const double chi = 2 / std::abs(2 - phi - std::sqrt(phi * phi - 4 * phi));
    CHECK(pso{}.inertia == doctest::Approx(chi).epsilon(1e-4));
    CHECK(pso{}.attraction == doctest::Approx(chi * phi / 2).epsilon(1e-4));
    canonical_pso ours(task(seed), {});
    obvious_swarm theirs(seed);
    ours.advance();
    CHECK(positions(ours, d) == theirs.positions());
    for (int g = 0; g < 30; ++g) {
      ours.advance();
      theirs.generation(0.7298, 1.49618, 0.5 * (high - low));
      REQUIRE(positions(ours, d) == theirs.positions());
    }
    CHECK(ours.best().value == theirs.all[theirs.leader()].best);
  }
}

TEST_CASE("the inertia falls in a straight line, and stays where it ends") {
  canonical_pso ours(task(7), {.variant = pso_variant::inertia,
                               .inertia = 0.9,
                               .inertia_end = 0.4,
                               .inertia_steps = 10,
                               .attraction = 2,
                               .velocity_max = 0.1});
  obvious_swarm theirs(7);
  ours.advance();
  for (int t = 0; t < 20; ++t) {
    ours.advance();
    theirs.generation(t < 10 ? 0.9 + (0.4 - 0.9) * (t / 10.0) : 0.4, 2, 0.1 * (high - low));
    REQUIRE(positions(ours, d) == theirs.positions());
  }
}

TEST_CASE("the standard of 2006 fixes its coefficients, whatever the options say") {
  canonical_pso ours(task(3), {.variant = pso_variant::standard_2006,
                               .neighbourhood = pso_neighbourhood::everybody,
                               .inertia = 5,
                               .attraction = 5,
                               .velocity_max = 0.001});
  obvious_swarm theirs(3);
  ours.advance();
  for (int t = 0; t < 20; ++t) {
    ours.advance();
    theirs.generation(standard_w, standard_c, unlimited);
    REQUIRE(positions(ours, d) == theirs.positions());
  }
}

TEST_CASE("the standard of 2007 moves one after the other, and its leader is pulled once") {
  canonical_pso ours(task(4), {.variant = pso_variant::standard_2007,
                               .neighbourhood = pso_neighbourhood::everybody});
  obvious_swarm theirs(4);
  ours.advance();
  for (std::uint64_t t = 0; t < 20; ++t) {
    ours.advance();
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    random_source(substream(substream(4, "order", 0U), "generation", t)).shuffle(std::span(order));
    for (const std::size_t i : order) {
      const auto g = theirs.leader();
      theirs.move(theirs.all[i], theirs.all[g].p, standard_w, standard_c, unlimited, g == i);
      obvious_swarm::settle(theirs.all[i]);
    }
    REQUIRE(positions(ours, d) == theirs.positions());
  }
}

TEST_CASE("a swarm of the standards has 10 + floor(2 sqrt(d)) particles where nobody says more") {
  for (const auto variant : {pso_variant::standard_2006, pso_variant::standard_2007}) {
    canonical_pso p({.what = over(sphere, 10, -1, 1), .node = {}, .particles = 0},
                    {.variant = variant});
    p.advance();
    CHECK(p.evaluations() == 16);
  }
}
