#include "optimizers/swarm/particle_swarm/standard_pso_2011.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "tests/optimizers/swarm/swarms.hpp"

using namespace starling::optimizers;
using starling::messages::random_source;
using starling::messages::substream;

namespace {

double along(std::span<const double> x, std::span<const double> axis) {
  return std::inner_product(x.begin(), x.end(), axis.begin(), 0.0);
}

}  // namespace

TEST_CASE("a point of the ball is nowhere farther than the radius, and as often near as far") {
  random_source random(1);
  std::vector<double> x(5);
  constexpr int draws = 20'000;
  double sum = 0;
  double most = 0;
  for (int i = 0; i < draws; ++i) {
    draw_in_ball(3, x, random);
    const double length = std::sqrt(sphere(x));
    sum += length;
    most = std::max(most, length);
  }
  CHECK(most <= 3 * (1 + 1e-15));
  CHECK(most > 2.99);
  // Uniform in [0, 3): four standard errors of the mean.
  CHECK(std::abs(sum / draws - 1.5) < 4 * 3 / std::sqrt(12.0 * draws));
}

TEST_CASE("the ball looks the same from every direction") {
  const double root = 1 / std::sqrt(2.0);
  const std::vector<std::vector<double>> axes = {
      {1, 0, 0, 0}, {0, 0, 0, 1}, {root, root, 0, 0}, {0.5, -0.5, 0.5, 0.5}};
  random_source random(2);
  constexpr int draws = 40'000;
  std::vector<double> mean(axes.size());
  std::vector<double> square(axes.size());
  std::vector<double> fourth(axes.size());
  std::vector<double> x(4);
  for (int i = 0; i < draws; ++i) {
    draw_in_ball(1, x, random);
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const double s = along(x, axes[a]);
      mean[a] += s / draws;
      square[a] += s * s / draws;
      fourth[a] += s * s * s * s / draws;
    }
  }
  // E ρ² = 1/3 and E ρ⁴ = 1/5; a direction's square is 1/d and its fourth power 3/(d (d + 2)) in
  // the mean. Four standard errors; eighth powers are at most 1.
  for (std::size_t a = 0; a < axes.size(); ++a) {
    CHECK(std::abs(mean[a]) < 4 * std::sqrt(1.0 / 12 / draws));
    CHECK(std::abs(square[a] - 1.0 / 12) < 4 * std::sqrt(1.0 / 40 / draws));
    CHECK(std::abs(fourth[a] - 1.0 / 40) < 4 * std::sqrt(1.0 / 40 / draws));
  }
}

namespace {

constexpr std::size_t d = 3;
constexpr std::size_t n = 4;
constexpr double low = -10;
constexpr double high = 5;

double sum(std::span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0);
}

struct obvious_particle {
  std::vector<double> x = std::vector<double>(d);
  std::vector<double> v = std::vector<double>(d);
  std::vector<double> p{};
  random_source random{0};

  explicit obvious_particle(std::uint64_t seed, std::size_t i)
      : random(substream(seed, "particle", 0U, i)) {
    for (double& xj : x) xj = random.uniform(low, high);
    for (double& vj : v) vj = random.uniform(low, high);
    for (std::size_t j = 0; j < d; ++j) v[j] -= x[j];
    p = x;
  }
  /// `g`: the best informant's best. Returns how many coordinates left the box.
  int move(const std::vector<double>& g) {
    const double w = 1 / (2 * std::numbers::ln2);
    const double c = 0.5 + std::numbers::ln2;
    std::vector<double> centre(d);
    double radius = 0;
    for (std::size_t j = 0; j < d; ++j) {
      const double to_own = x[j] + c * (p[j] - x[j]);
      const double to_best = x[j] + c * (g[j] - x[j]);
      centre[j] = g == p ? (x[j] + to_own) / 2 : (x[j] + to_own + to_best) / 3;
      radius += (x[j] - centre[j]) * (x[j] - centre[j]);
    }
    std::vector<double> drawn(d);
    draw_in_ball(std::sqrt(radius), drawn, random);
    int outside = 0;
    for (std::size_t j = 0; j < d; ++j) {
      v[j] = w * v[j] + centre[j] + drawn[j] - x[j];
      x[j] += v[j];
      if (x[j] >= low && x[j] <= high) continue;
      ++outside;
      x[j] = std::clamp(x[j], low, high);
      v[j] *= -0.5;
    }
    return outside;
  }
};

}  // namespace

TEST_CASE("the move is that of the paper, and whoever hits the side returns at half the velocity") {
  int hits = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    standard_pso_2011 ours(
        {.what = over(sum, d, low, high), .node = {}, .seed = seed, .particles = n},
        {.neighbourhood = pso_neighbourhood::everybody});
    std::vector<obvious_particle> theirs;
    for (std::size_t i = 0; i < n; ++i) theirs.emplace_back(seed, i);
    ours.advance();
    for (int t = 0; t < 20; ++t) {
      const auto best =
          std::ranges::min_element(theirs, {}, [](const obvious_particle& q) { return sum(q.p); });
      const auto g = best->p;
      for (auto& q : theirs) {
        hits += q.move(g);
        if (sum(q.x) < sum(q.p)) q.p = q.x;
      }
      ours.advance();
      const auto moved = positions(ours, d);
      for (std::size_t i = 0; i < n * d; ++i) {
        // The same sums in another order, over twenty moves.
        REQUIRE(moved[i] == doctest::Approx(theirs[i / d].x[i % d]).epsilon(1e-9));
      }
    }
  }
  CHECK(hits > 20);
}

TEST_CASE("the standard of 2011 has forty particles where nobody says more") {
  standard_pso_2011 p({.what = over(sphere, 2, -1, 1), .node = {}, .particles = 0}, {});
  p.advance();
  CHECK(p.evaluations() == 40);
}
