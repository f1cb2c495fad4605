#include "optimizers/swarm/artificial_bee_colony.hpp"

#include "tests/optimizers/swarm/population_laws.hpp"

using namespace evolution;
using options = starling::strategy::bee_colony;
using starling::messages::random_source;
using starling::messages::substream;

namespace {

std::unique_ptr<artificial_bee_colony> make(const population_task& t) {
  return std::make_unique<artificial_bee_colony>(t, options{});
}

/// The paper's colony, a bee at a time, on the sphere in (-10, 10)² around (3, 3).
struct by_hand {
  static constexpr std::size_t half = 4;
  std::vector<random_source> random;
  std::vector<values> x, heard;
  std::vector<std::uint64_t> in_vain = std::vector<std::uint64_t>(half);
  std::size_t limit, scout = half;

  static double f(const values& p) { return sphere(values{p[0] - 3, p[1] - 3}); }

  explicit by_hand(std::size_t most) : limit(most) {
    for (std::size_t i = 0; i < 2 * half; ++i) random.emplace_back(substream(1, "particle", 0, i));
    for (std::size_t i = 0; i < half; ++i) x.push_back(draw(i));
    onlookers();
  }
  values draw(std::size_t bee) {
    values p(2);
    for (double& coordinate : p) coordinate = random[bee].uniform(-10, 10);
    return p;
  }
  values beside(std::size_t i, std::size_t bee) {
    std::vector<values> others = x;
    others.insert(others.end(), heard.begin(), heard.end());
    others.erase(others.begin() + static_cast<long>(i));
    values v = x[i];
    const auto j = static_cast<std::size_t>(random[bee].below(2));
    const values y = others[static_cast<std::size_t>(random[bee].below(others.size()))];
    v[j] = std::clamp(v[j] + random[bee].uniform(-1, 1) * (v[j] - y[j]), -10.0, 10.0);
    return v;
  }
  void greedy(std::size_t i, const values& v) {
    const bool better = f(v) < f(x[i]);
    if (better) x[i] = v;
    in_vain[i] = better ? 0 : in_vain[i] + 1;
  }
  void cycle() {
    std::vector<values> trials;
    for (std::size_t i = 0; i < half; ++i) trials.push_back(i == scout ? draw(i) : beside(i, i));
    for (std::size_t i = 0; i < half; ++i) {
      if (i != scout) greedy(i, trials[i]);
      if (i == scout) x[i] = trials[i], in_vain[i] = 0;
    }
    onlookers();
  }
  void onlookers() {
    double sum = 0;
    for (const auto& p : x) sum += 1 / (1 + f(p));
    std::vector<std::pair<std::size_t, values>> trials;
    for (std::size_t bee = half; bee < 2 * half; ++bee) {
      double where = random[bee].uniform() * sum;
      std::size_t i = 0;
      while (where >= 1 / (1 + f(x[i]))) where -= 1 / (1 + f(x[i++]));
      trials.emplace_back(i, beside(i, bee));
    }
    for (const auto& [i, v] : trials) greedy(i, v);
    const auto most = std::ranges::max_element(in_vain);
    scout = *most > limit ? static_cast<std::size_t>(most - in_vain.begin()) : half;
  }
};

}  // namespace

TEST_CASE("cycles of the bee colony are those of the paper, scouts among them") {
  const auto what = over(
      [](std::span<const double> p) {
        return by_hand::f({p[0], p[1]});
      },
      2, -10, 10);
  artificial_bee_colony p(task(what, 8), {.limit = 5});
  by_hand expected(5);
  p.advance();
  int scouts = 0;
  for (int cycle = 0; cycle < 60; ++cycle) {
    const auto got = all_positions(p, room, 2);
    REQUIRE(got.size() == 8);
    for (std::size_t k = 0; k < got.size(); ++k) {
      CHECK(got[k] == doctest::Approx(expected.x[k / 2][k % 2]).epsilon(1e-12));
    }
    if (cycle == 3) {
      // Worse than all sources: a partner for moves, and no more than that.
      expected.heard = {{-9, 9}};
      p.hear(std::vector{news({-9, 9}, by_hand::f({-9, 9}))});
    }
    scouts += expected.scout < 4 ? 1 : 0;
    expected.cycle();
    p.advance();
  }
  CHECK(scouts > 3);
  CHECK(p.evaluations() == 61 * 8);
}

TEST_CASE("the bee colony keeps the laws of populations") {
  check_same_seed_same_bits(make);
  check_goes_on_from_a_saved_state(make, 100, 2000);
  check_stays_in_the_box(make);
  check_not_a_number_is_never_best(make);
  check_what_is_told_was_evaluated_here(make);
  check_hearing_helps(make, 1500);
}

TEST_CASE("every bee is evaluated once in a cycle, also of an odd number and of one") {
  for (const std::size_t bees : {1U, 2U, 5U, 20U}) {
    std::uint64_t counted = 0;
    const auto what = over(
        [&](std::span<const double> p) {
          ++counted;
          return sphere(p);
        },
        2, -5, 5);
    artificial_bee_colony p(task(what, bees), {.limit = 3});
    for (std::uint64_t cycle = 1; cycle <= 200; ++cycle) {
      p.advance();
      CHECK(p.evaluations() == cycle * bees);
      CHECK(counted == p.evaluations());
    }
    CHECK(p.best().value < 1);
    CHECK(all_positions(p, room, 2).size() == 2 * ((bees + 1) / 2));
  }
}

TEST_CASE("a better point takes the place of the worst source, once") {
  artificial_bee_colony p(task(over(sphere, 2, -5, 5), 6), {.limit = 2});
  p.advance();
  p.hear(std::vector{news({0, 0}, 0)});
  const auto holds_it = [&p] {
    const auto all = all_positions(p, room, 2);
    for (std::size_t i = 0; i < all.size(); i += 2) {
      if (all[i] == 0 && all[i + 1] == 0) return true;
    }
    return false;
  };
  p.advance();
  CHECK(holds_it());
  spend(p, 600);  // nothing is better: it is left after three trials
  CHECK_FALSE(holds_it());
  CHECK(p.best().value == 0);
}

TEST_CASE("fitness below zero, and without bounds") {
  for (const double value : {-3.0, -1e308, -std::numeric_limits<double>::infinity()}) {
    const auto what = over([=](auto p) { return p[0] > 0 ? value : 1; }, 2, -5, 5);
    artificial_bee_colony p(task(what, 10), {});
    spend(p, 1000);
    CHECK(p.best().value == value);
  }
}

TEST_CASE("the bee colony finds the best valley of Rastrigin's function") {
  const auto p = make(task(over(rastrigin, 10, -5.12, 5.12), 0));
  CHECK(evaluations_to(*p, 1e-8, 40'000) < 40'000);
}
