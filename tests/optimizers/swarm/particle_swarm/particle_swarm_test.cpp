#include "optimizers/swarm/particle_swarm/particle_swarm.hpp"

#include <doctest/doctest.h>
#include <malloc.h>

#include <cmath>
#include <limits>

#include "tests/optimizers/swarm/swarms.hpp"

using namespace starling::optimizers;
using starling::messages::contribution;
using starling::objective::bounds;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

population_task task(std::uint64_t seed, std::size_t particles = 7) {
  return {.what = over(rastrigin, 4, -5, 6), .node = {}, .seed = seed, .particles = particles};
}

/// Each variant with each neighbourhood.
template <class F>
void for_each_kind(F f) {
  for (const auto variant : all_variants) {
    for (const auto neighbourhood : all_neighbourhoods) {
      CAPTURE(static_cast<int>(variant));
      CAPTURE(static_cast<int>(neighbourhood));
      f(pso{.variant = variant, .neighbourhood = neighbourhood, .inertia_end = 0.6});
    }
  }
}

}  // namespace

TEST_CASE("before the first generation nothing is known; in it, particles stay where they are") {
  for_each_kind([](const pso& o) {
    const auto p = make(task(1), o);
    CHECK(p->best().point.empty());
    CHECK(p->best().value == infinity);
    CHECK(p->told().point.empty());
    const auto drawn = positions(*p, 4);
    CHECK(drawn.size() == 7 * 4);
    p->advance();
    CHECK(positions(*p, 4) == drawn);
    CHECK(p->evaluations() == 7);
    double best = infinity;
    for (std::size_t i = 0; i < 7; ++i) {
      best = std::min(best, rastrigin(std::span(drawn).subspan(i * 4, 4)));
    }
    CHECK(p->best().value == best);
    CHECK(rastrigin(p->told().point.doubles()) == best);
  });
}

TEST_CASE("a swarm's seed, node and particle decide every bit") {
  for_each_kind([](const pso& o) {
    const auto a = make(task(1), o);
    const auto b = make(task(1), o);
    const auto other = make(task(2), o);
    advance(*a, 25);
    for (int g = 0; g < 25; ++g) advance(*b, 1);
    advance(*other, 25);
    CHECK(written(*a) == written(*b));
    CHECK(written(*a) != written(*other));
  });
  auto elsewhere = task(1);
  elsewhere.node = {1};
  CHECK(positions(*make(task(1), {}), 4) != positions(*make(elsewhere, {}), 4));
}

TEST_CASE("what is saved goes on bit by bit, with what was heard") {
  for_each_kind([](const pso& o) {
    const auto a = make(task(3), o);
    advance(*a, 12);
    const std::vector<contribution> early = {said(5, {0, 0, 0, 0.01}, 0.02)};
    const std::vector<contribution> late = {said(2, {1, 0, 1, 0}, 2), said(5, {1, 1, 0, 0.1}, 4)};
    a->hear(early);
    advance(*a, 1);
    a->hear(late);
    const auto bytes = written(*a);
    const auto b = make(task(3), o);
    state read(bytes);
    b->exchange(read);
    CHECK_FALSE(read.broken());
    CHECK(written(*b) == bytes);
    CHECK(b->best().point == a->best().point);
    advance(*a, 20);
    advance(*b, 20);
    CHECK(written(*a) == written(*b));
    CHECK(a->best().point == b->best().point);
    CHECK(a->told().point == b->told().point);
  });
}

TEST_CASE("a state cut short, too long, or of another swarm's size is broken") {
  for_each_kind([](const pso& o) {
    const auto a = make(task(3), o);
    advance(*a, 2);
    const std::vector<contribution> told = {said(5, {0, 0, 0, 0.01}, 0.02)};
    a->hear(told);
    const auto bytes = written(*a);
    for (std::size_t cut = 0; cut < bytes.size(); cut += 13) {
      state read({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut)});
      make(task(3), o)->exchange(read);
      CHECK(read.broken());
    }
    auto longer = bytes;
    longer.push_back({});
    state read(longer);
    make(task(3), o)->exchange(read);
    CHECK(read.broken());
    state other(bytes);
    make(task(3, 8), o)->exchange(other);
    CHECK(other.broken());
  });
}

TEST_CASE("a box moved elsewhere moves the swarm with it") {
  const std::vector<double> shift = {300, 300, 300, 300};
  const auto shifted = [](std::span<const double> x) {
    double f = 0;
    for (double v : x) f += (v - 300) * (v - 300);
    return f;
  };
  for_each_kind([&](const pso& o) {
    const auto here =
        make({.what = over(sphere, 4, -5, 6), .node = {}, .seed = 8, .particles = 7}, o);
    const auto there =
        make({.what = over(shifted, 4, 295, 306), .node = {}, .seed = 8, .particles = 7}, o);
    advance(*here, 15);
    advance(*there, 15);
    const auto a = positions(*here, 4);
    const auto b = positions(*there, 4);
    // A rounding of 300, 6e-14, at each move, and what fifteen moves make of it.
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(std::abs(b[i] - 300 - a[i]) < 1e-9);
  });
}

TEST_CASE("particles stay in the box, whatever becomes of who leaves it") {
  // The lower left corner is best: many want to leave.
  const auto slope = [](std::span<const double> x) { return x[0] + x[1]; };
  for (const auto policy : {bounds::clamp, bounds::reflect, bounds::resample}) {
    for_each_kind([&](pso o) {
      o.velocity_max = 0;
      const auto what = over(slope, 2, -1, 3, policy);
      const auto p = make({.what = what, .node = {}, .seed = 2, .particles = 6}, o);
      for (int g = 0; g < 60; ++g) {
        p->advance();
        const auto points = positions(*p, 2);
        for (std::size_t i = 0; i < 6; ++i) {
          REQUIRE(what->space().contains(std::span(points).subspan(2 * i, 2)));
        }
      }
      CHECK(p->best().value < -1.5);
    });
  }
}

TEST_CASE("whoever leaves a box that clamps loses the velocity there, one that reflects turns it") {
  // One particle on a flat function, heard far off: v = w v + c U (g − x), until it hits a side.
  for (const auto policy : {bounds::clamp, bounds::reflect}) {
    const auto flat = over([](std::span<const double>) { return 1.0; }, 1, 0, 1, policy);
    canonical_pso p({.what = flat, .node = {}, .seed = 4, .particles = 1},
                    {.inertia = 1, .attraction = 0, .velocity_max = 0});
    starling::messages::random_source random(starling::messages::substream(4, "particle", 0U, 0U));
    double x = random.uniform();
    double v = 0.5 * (random.uniform() - x);
    p.advance();
    bool hit = false;
    for (int t = 0; t < 30; ++t) {
      p.advance();
      x += v;
      if (x < 0 || x > 1) {
        hit = true;
        const double side = x < 0 ? 0 : 1;
        x = policy == bounds::clamp ? side : 2 * side - x;
        v = policy == bounds::clamp ? 0 : -v;
      }
      CHECK(positions(p, 1)[0] == doctest::Approx(x).epsilon(1e-12));
    }
    CHECK(hit);
  }
}

TEST_CASE("no coordinate is faster than it may be") {
  canonical_pso p({.what = over(rastrigin, 3, -5, 5), .node = {}, .seed = 1, .particles = 9},
                  {.velocity_max = 0.01});
  p.advance();
  auto before = positions(p, 3);
  for (int g = 0; g < 20; ++g) {
    p.advance();
    const auto now = positions(p, 3);
    for (std::size_t i = 0; i < now.size(); ++i) CHECK(std::abs(now[i] - before[i]) <= 0.1 + 1e-12);
    before = now;
  }
}

TEST_CASE("a value that is not a number is the worst, and never the best") {
  const auto half = [](std::span<const double> x) { return x[0] < 0 ? std::nan("") : x[0]; };
  const auto none = [](std::span<const double>) { return std::nan(""); };
  for_each_kind([&](const pso& o) {
    const auto p = make({.what = over(half, 2, -1, 1), .node = {}, .seed = 1, .particles = 8}, o);
    for (int g = 0; g < 30; ++g) {
      p->advance();
      CHECK(p->best().value >= 0);
      CHECK(p->told().point.doubles()[0] >= 0);
    }
    const auto q = make({.what = over(none, 2, -1, 1), .node = {}, .seed = 1, .particles = 8}, o);
    advance(*q, 5);
    CHECK(q->best().value == infinity);
    CHECK(q->told().value == infinity);
    CHECK(q->told().point.size() == 2);
  });
}

TEST_CASE("what is told is the best of the particles, in one tensor until it improves") {
  for_each_kind([](const pso& o) {
    const auto p = make(task(6), o);
    p->advance();
    auto before = p->told();
    for (int g = 0; g < 60; ++g) {
      p->advance();
      const auto now = p->told();
      CHECK(now.value <= before.value);
      CHECK(now.value == rastrigin(now.point.doubles()));
      CHECK(now.point.same_storage(before.point) == (now.value == before.value));
      CHECK(p->best().point.same_storage(now.point));
      before = now;
    }
  });
}

TEST_CASE("what was heard is kept by its tensor, counts as best, and is not told on") {
  for_each_kind([](const pso& o) {
    const auto p = make(task(6), o);
    p->advance();
    const auto own = p->told();
    const std::vector<contribution> told = {said(1, {1, 1, 1, 1}, 4), said(2, {0, 0, 0, 0}, 0),
                                            said(3, {2, 2, 2, 2}, std::nan(""))};
    p->hear(told);
    CHECK(p->best().value == 0);
    CHECK(p->best().point.same_storage(told[1].parameters));
    CHECK(p->told().point.same_storage(own.point));
    p->hear({});
    CHECK(p->best().point.same_storage(told[1].parameters));
  });
}

TEST_CASE("particles go where they are told it is good, until the next call") {
  // Flat but for what is heard: only that can draw anybody.
  const auto flat = over([](std::span<const double>) { return 1.0; }, 2, -10, 10);
  const auto mean_distance = [](const population& p) {
    const auto points = positions(p, 2);
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); i += 2) {
      sum += std::hypot(points[i] - 9, points[i + 1] - 9);
    }
    return sum / static_cast<double>(points.size() / 2);
  };
  for_each_kind([&](const pso& o) {
    const auto drawn = make({.what = flat, .node = {}, .seed = 3, .particles = 10}, o);
    const auto alone = make({.what = flat, .node = {}, .seed = 3, .particles = 10}, o);
    const auto silenced = make({.what = flat, .node = {}, .seed = 3, .particles = 10}, o);
    const std::vector<contribution> told = {said(4, {9, 9}, -1)};
    for (const auto& p : {drawn.get(), alone.get(), silenced.get()}) p->advance();
    drawn->hear(told);
    silenced->hear(told);
    silenced->hear({});
    for (const auto& p : {drawn.get(), alone.get(), silenced.get()}) advance(*p, 30);
    // A fully informed particle listens to many, of whom one was heard.
    CHECK(mean_distance(*drawn) < 0.95 * mean_distance(*alone));
    CHECK(positions(*silenced, 2) == positions(*alone, 2));
  });
}

TEST_CASE("one particle in ten dimensions takes at most 600 bytes, all told") {
  for (const auto variant : all_variants) {
    CAPTURE(static_cast<int>(variant));
    constexpr std::size_t count = 1000;
    const auto what = over(sphere, 10, -100, 100);
    std::vector<std::unique_ptr<population>> all(count);
    const auto before = mallinfo2().uordblks;  // 0 under the sanitizers
    for (std::size_t i = 0; i < count; ++i) {
      all[i] = make({.what = what, .node = {static_cast<std::uint32_t>(i)}, .nodes = count},
                    {.variant = variant});
      advance(*all[i], 3);
      CHECK(all[i]->told().point.size() == 10);
    }
    CHECK((mallinfo2().uordblks - before) / count <= 600);
  }
}
