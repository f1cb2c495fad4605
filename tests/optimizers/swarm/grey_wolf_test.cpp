#include "optimizers/swarm/grey_wolf.hpp"

#include "tests/optimizers/swarm/population_laws.hpp"

using namespace evolution;
using options = starling::strategy::grey_wolf;
using starling::messages::random_source;
using starling::messages::substream;

namespace {

std::unique_ptr<grey_wolf> make(const population_task& t) {
  return std::make_unique<grey_wolf>(t, options{.generations = 200});
}

double around(std::span<const double> p) {
  return sphere(values{p[0] - 3, p[1] - 2});
}

}  // namespace

TEST_CASE("generations of the grey wolves are those of the paper") {
  constexpr std::size_t n = 5;
  grey_wolf p(task(over(around, 2, -10, 10), n), {.generations = 10});
  std::vector<random_source> random;
  std::vector<values> x, known;
  for (std::size_t i = 0; i < n; ++i) {
    random.emplace_back(substream(1, "particle", 0, i));
    x.push_back({random[i].uniform(-10, 10), random[i].uniform(-10, 10)});
  }
  known = x;
  p.advance();
  for (int t = 1; t <= 14; ++t) {
    if (t == 4) {  // for one generation: the second best of all
      std::ranges::sort(known, {}, around);
      const values heard{3 + (known[0][0] - 3) * 1.01, 2 + (known[0][1] - 2) * 1.01};
      p.hear(std::vector{news({9, 9}, around(values{9, 9})), news(heard, around(heard))});
      known.push_back(heard);
    }
    std::ranges::sort(known, {}, around);
    const double a = t < 10 ? 2 - 2.0 * t / 10 : 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < 2; ++j) {
        double mean = 0;
        for (int k = 0; k < 3; ++k) {
          const values& leader = known[static_cast<std::size_t>(k)];
          const double A = 2 * a * random[i].uniform() - a;
          const double C = 2 * random[i].uniform();
          mean += (leader[j] - A * std::abs(C * leader[j] - x[i][j])) / 3;
        }
        x[i][j] = std::clamp(mean, -10.0, 10.0);
      }
    }
    p.advance();
    if (t == 4) {
      p.hear({});
      known.erase(known.begin() + 1);  // it is told no longer, and was not evaluated here
    }
    for (const auto& w : x) {
      if (t < 10) known.push_back(w);  // afterwards all wolves are at one point
    }
    const auto got = all_positions(p, n, 2);
    for (std::size_t k = 0; t <= 10 && k < got.size(); ++k) {
      CHECK(got[k] == doctest::Approx(x[k / 2][k % 2]).epsilon(1e-9));
    }
    if (t >= 10) CHECK(values(got.begin(), got.begin() + 2) == values(got.end() - 2, got.end()));
  }
  CHECK(p.evaluations() == 15 * n);
}

TEST_CASE("grey wolves keep the laws of populations") {
  check_same_seed_same_bits(make);
  check_goes_on_from_a_saved_state(make, 100, 2000);
  check_stays_in_the_box(make);
  check_not_a_number_is_never_best(make);
  check_what_is_told_was_evaluated_here(make);
  check_hearing_helps(make, 6000, 3);  // two leaders in other valleys outweigh one that was heard
}

TEST_CASE("one wolf follows whom it hears of") {
  grey_wolf alone(task(over(around, 2, -10, 10), 1), {.generations = 100});
  grey_wolf told(task(over(around, 2, -10, 10), 1), {.generations = 100});
  const values near{3.001, 2.001};
  told.hear(std::vector{news(near, around(near))});
  spend(alone, 120);
  spend(told, 120);
  CHECK(told.told().value < 0.1);
  CHECK(told.told().value < alone.told().value);
}

TEST_CASE("grey wolves find a sphere's middle, wherever it lies") {
  grey_wolf p(task(over(around, 2, -10, 10), 0), {.generations = 300});
  spend(p, 9000);
  CHECK(p.best().value < 1e-4);
}
