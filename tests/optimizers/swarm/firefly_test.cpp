#include "optimizers/swarm/firefly.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/optimizers/swarm/swarms.hpp"

using namespace starling::optimizers;
using starling::messages::contribution;
using options = starling::strategy::firefly;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t n = 6;
constexpr std::size_t d = 2;

population_task task(std::uint64_t seed, starling::objective::bounds policy = {}) {
  return {.what = over(four_peaks, d, -5, 5, policy), .node = {}, .seed = seed, .particles = n};
}

}  // namespace

TEST_CASE("a firefly moves towards every brighter one, own or heard, the dimmest first") {
  const std::vector<contribution> told = {said(2, {1, -1}, -0.5), said(7, {0.1, 0}, -1.9)};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    firefly ours(task(seed),
                 {.randomness = 0.3, .attractiveness = 0.8, .absorption = 0.5, .distance_unit = 2});
    ours.advance();
    ours.hear(told);
    auto points = positions(ours, d);
    ours.advance();
    const auto moved = positions(ours, d);

    for (const auto& c : told) {
      for (double x : c.parameters.doubles()) points.push_back(x);
    }
    const auto at = [&](std::size_t i) { return std::span(points).subspan(i * d, d); };
    std::vector<double> light;
    for (std::size_t i = 0; i < n; ++i) light.push_back(four_peaks(at(i)));
    for (const auto& c : told) light.push_back(c.score);
    std::vector<std::size_t> order(n + told.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](auto a, auto b) { return light[a] > light[b]; });
    for (std::size_t i = 0; i < n; ++i) {
      starling::messages::random_source random(
          starling::messages::substream(seed, "particle", 0U, i));
      for (std::size_t k = 0; k < d; ++k) random.uniform();
      std::vector<double> x(at(i).begin(), at(i).end());
      for (const auto j : order) {
        if (light[j] >= light[i]) continue;
        const double r = std::hypot(x[0] - at(j)[0], x[1] - at(j)[1]) / 2;
        const double beta = 0.8 * std::exp(-0.5 * r * r);
        for (std::size_t k = 0; k < d; ++k) {
          x[k] += beta * (at(j)[k] - x[k]) + 0.3 * 2 * (random.uniform() - 0.5);
        }
      }
      for (std::size_t k = 0; k < d; ++k) {
        CHECK(moved[i * d + k] == doctest::Approx(std::clamp(x[k], -5.0, 5.0)).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("who sees nobody brighter takes a random step, smaller after each generation") {
  firefly p({.what = over(sphere, 1, -5, 5), .node = {}, .seed = 1, .particles = 1},
            {.randomness = 1, .randomness_decay = 0.5});
  p.advance();
  double before = positions(p, 1)[0];
  double most = 0.5;  // α (U − 1/2), the unit being 1
  for (int g = 0; g < 20; ++g) {
    p.advance();
    const double now = positions(p, 1)[0];
    CHECK(now != before);
    CHECK(std::abs(now - before) <= most);
    most *= 0.5;
    before = now;
  }
}

TEST_CASE("a larger box changes nothing: the unit is a tenth of its mean width") {
  const auto stretched = [](std::span<const double> x) {
    const double small[] = {x[0] / 64, x[1] / 64};
    return four_peaks(small);
  };
  firefly here(task(2), {});
  firefly there({.what = over(stretched, d, -320, 320), .node = {}, .seed = 2, .particles = n}, {});
  for (int g = 0; g < 15; ++g) {
    here.advance();
    there.advance();
  }
  const auto a = positions(here, d);
  const auto b = positions(there, d);
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK(b[i] == doctest::Approx(64 * a[i]).epsilon(1e-9));
}

TEST_CASE("what is told is the brightest where it is now, the best is the best there was") {
  firefly p(task(4), {});
  CHECK(p.told().point.empty());
  CHECK(p.best().value == infinity);
  double best = infinity;
  for (int g = 0; g < 40; ++g) {
    p.advance();
    const auto points = positions(p, d);
    double now = infinity;
    for (std::size_t i = 0; i < n; ++i) {
      now = std::min(now, four_peaks(std::span(points).subspan(i * d, d)));
    }
    best = std::min(best, now);
    CHECK(p.told().value == now);
    CHECK(four_peaks(p.told().point.doubles()) == now);
    CHECK(p.told().point.same_storage(p.told().point));
    CHECK(p.best().value == best);
    CHECK(four_peaks(p.best().point.doubles()) == best);
  }
  CHECK(p.evaluations() == 40 * n);
  const std::vector<contribution> told = {said(3, {0, 0}, -7)};
  p.hear(told);
  p.hear({});
  CHECK(p.best().point.same_storage(told[0].parameters));
}

TEST_CASE("fireflies stay in the box, and those without a value draw nobody") {
  const auto half = [](std::span<const double> x) { return x[0] < 0 ? std::nan("") : x[1]; };
  for (const auto policy :
       {starling::objective::bounds::clamp, starling::objective::bounds::reflect,
        starling::objective::bounds::resample}) {
    const auto what = over(half, d, -5, 5, policy);
    firefly p({.what = what, .node = {}, .seed = 6, .particles = n}, {.randomness = 5});
    for (int g = 0; g < 50; ++g) {
      p.advance();
      const auto points = positions(p, d);
      for (std::size_t i = 0; i < n; ++i) {
        REQUIRE(what->space().contains(std::span(points).subspan(i * d, d)));
      }
      CHECK_FALSE(std::isnan(p.told().value));
      CHECK_FALSE(std::isnan(p.best().value));
    }
    CHECK(p.best().point.doubles()[0] >= 0);
  }
}

TEST_CASE("what fireflies have saved goes on bit by bit") {
  const options o{.randomness_decay = 0.9};
  firefly a(task(5), o);
  const std::vector<contribution> told = {said(3, {0, 0.1}, -1.98), said(4, {4, 4}, -1)};
  advance(a, 4);
  a.hear(told);
  advance(a, 1);
  const auto bytes = written(a);
  firefly b(task(5), o);
  state read(bytes);
  b.exchange(read);
  CHECK_FALSE(read.broken());
  CHECK(written(b) == bytes);
  CHECK(a.told().point == b.told().point);
  CHECK(a.best().point == b.best().point);
  advance(a, 10);
  advance(b, 10);
  CHECK(written(a) == written(b));
  for (std::size_t cut = 0; cut < bytes.size(); cut += 7) {
    state part({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut)});
    firefly(task(5), o).exchange(part);
    CHECK(part.broken());
  }
}

TEST_CASE("Yang's four peaks: the height is found in 20 generations, most peaks in 50") {
  constexpr double peaks[4][2] = {{4, 4}, {-4, 4}, {0, -4}, {0, 0}};
  int reached = 0;
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    firefly p({.what = over(four_peaks, d, -5, 5), .node = {}, .seed = seed, .particles = 25}, {});
    advance(p, 20);
    reached += static_cast<int>(p.best().value < -1.9);
    advance(p, 30);
    const auto points = positions(p, d);
    for (const auto& peak : peaks) {
      bool near = false;
      for (std::size_t i = 0; i < points.size(); i += d) {
        near = near || std::hypot(points[i] - peak[0], points[i + 1] - peak[1]) < 0.6;
      }
      found += static_cast<int>(near);
    }
  }
  CHECK(reached >= 95);
  CHECK(found >= 330);
}
