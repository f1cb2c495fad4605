#include "optimizers/swarm/differential_evolution.hpp"

#include "tests/optimizers/swarm/population_laws.hpp"

using namespace evolution;
using options = starling::strategy::differential_evolution;
using variant = enum options::variant;
using starling::messages::random_source;
using starling::messages::substream;

namespace {

constexpr std::array variants{variant::rand_1, variant::best_1, variant::current_to_best_1};

auto maker(variant v) {
  return [v](const population_task& t) {
    return std::make_unique<differential_evolution>(t, options{.variant = v});
  };
}

/// One generation as the paper has it, on `x`, with what `heard` adds to the donors.
std::vector<values> by_hand(variant v, std::vector<values> x, std::vector<random_source> random,
                            const std::vector<values>& heard) {
  std::vector<values> pool = x;
  pool.insert(pool.end(), heard.begin(), heard.end());
  const values best = *std::ranges::min_element(pool, {}, sphere);
  const std::vector<values> old = x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<std::size_t> r;
    while (r.size() < (v == variant::rand_1 ? 3U : 2U)) {
      const auto drawn = static_cast<std::size_t>(random[i].below(pool.size()));
      if (drawn != i && std::ranges::find(r, drawn) == r.end()) r.push_back(drawn);
    }
    const auto always = static_cast<std::size_t>(random[i].below(x[i].size()));
    values u = old[i];
    for (std::size_t j = 0; j < u.size(); ++j) {
      if (random[i].uniform() >= 0.6 && j != always) continue;
      const auto at = [&](std::size_t k) { return pool[r[k]][j]; };
      if (v == variant::rand_1) u[j] = at(0) + 0.8 * (at(1) - at(2));
      if (v == variant::best_1) u[j] = best[j] + 0.8 * (at(0) - at(1));
      if (v == variant::current_to_best_1) u[j] += 0.8 * (best[j] - u[j]) + 0.8 * (at(0) - at(1));
    }
    if (sphere(u) <= sphere(old[i])) x[i] = u;
  }
  return x;
}

}  // namespace

TEST_CASE("a generation of differential evolution is that of the paper") {
  for (const auto v : variants) {
    for (const std::size_t n : {3U, 6U}) {  // three particles need what was heard
      population_task t = task(over(sphere, 2, -100, 100), n, 5);
      t.node.value = 9;
      differential_evolution p(t, {.variant = v, .weight = 0.8, .crossover = 0.6});
      std::vector<random_source> random;
      std::vector<values> x(n, values(2));
      for (std::size_t i = 0; i < n; ++i) {
        random.emplace_back(substream(5, "particle", 9, i));
        for (double& coordinate : x[i]) coordinate = random[i].uniform(-100, 100);
      }
      const values migrant = n == 3 ? values{3, -4} : values{300, 400};  // the best, or the worst
      p.hear(std::vector{news(migrant, sphere(migrant))});
      p.advance();
      p.advance();
      const auto expected = by_hand(v, x, random, {migrant});
      const auto got = all_positions(p, n, 2);
      for (std::size_t k = 0; k < got.size(); ++k) {
        CHECK(got[k] == doctest::Approx(expected[k / 2][k % 2]).epsilon(1e-12));
      }
      CHECK(p.evaluations() == 2 * n);
    }
  }
}

TEST_CASE("differential evolution keeps the laws of populations") {
  for (const auto v : variants) {
    check_same_seed_same_bits(maker(v));
    check_goes_on_from_a_saved_state(maker(v), 100, 400);
    check_stays_in_the_box(maker(v));
    check_not_a_number_is_never_best(maker(v));
    check_what_is_told_was_evaluated_here(maker(v));
    check_hearing_helps(maker(v), 3000);
  }
}

TEST_CASE("differential evolution moves with the objective: f(x - s) from x + s") {
  const auto moved = [](std::span<const double> p) {
    return rosenbrock(values{p[0] - 7, p[1] - 7, p[2] - 7});
  };
  for (const auto v : variants) {
    const auto a = maker(v)(task(over(rosenbrock, 3, -5, 5), 12));
    const auto b = maker(v)(task(over(moved, 3, 2, 12), 12));
    for (int i = 0; i < 40; ++i) {
      a->advance();
      b->advance();
    }
    const auto x = all_positions(*a, 12, 3);
    const auto y = all_positions(*b, 12, 3);
    // Rounding of 2^-53 · 12 in each step, grown a thousandfold.
    for (std::size_t k = 0; k < x.size(); ++k) CHECK(std::abs(x[k] + 7 - y[k]) < 1e-9);
  }
}

TEST_CASE("one particle finds donors even where nobody tells it anything") {
  for (const auto v : variants) {
    const auto p = maker(v)(task(over(sphere, 2, -5, 5), 1));
    spend(*p, 2000);
    CHECK(p->evaluations() == 2000);
    CHECK(p->best().value < 0.1);
  }
}

TEST_CASE("islands of one particle that hear each other come together") {
  for (const auto v : variants) {
    constexpr std::size_t nodes = 12;
    std::vector<std::unique_ptr<differential_evolution>> islands;
    for (std::size_t i = 0; i < nodes; ++i) {
      population_task t = task(over(sphere, 3, -5, 5), 1);
      t.node.value = static_cast<std::uint32_t>(i);
      islands.push_back(maker(v)(t));
    }
    for (int round = 0; round < 300; ++round) {
      std::vector<starling::messages::contribution> told;
      for (const auto& p : islands) {
        p->advance();
        told.push_back({});
        told.back().parameters = p->told().point;
        told.back().score = p->told().value;
      }
      for (std::size_t i = 0; i < nodes; ++i) {
        islands[i]->hear(std::vector{told[(i + 1) % nodes], told[(i + nodes - 1) % nodes],
                                     told[(i + 5) % nodes], told[(i + 7) % nodes]});
      }
    }
    CHECK(islands[0]->told().value < 1e-8);
  }
}

TEST_CASE("differential evolution solves the sphere, and Rosenbrock's valley with patience") {
  for (const auto v : variants) {
    const auto p = maker(v)(task(over(sphere, 10, -100, 100), 0));
    CHECK(evaluations_to(*p, 1e-10, 40'000) < 40'000);
  }
  const auto p = maker(variant::rand_1)(task(over(rosenbrock, 5, -30, 30), 0));
  CHECK(evaluations_to(*p, 1e-10, 40'000) < 40'000);
}
