#include "optimizers/swarm/grey_wolf.hpp"

#include "tests/optimizers/swarm/population_laws.hpp"

using namespace evolution;
using options = starling::strategy::grey_wolf;

namespace {

auto make = [](const population_task& t) {
  return std::make_unique<grey_wolf>(t, options{.generations = 60});
};

}  // namespace

TEST_CASE("a generation of grey wolves is that of the paper") {
  population_task t = task(over(sphere, 2, -100, 100), 5, 3);
  t.node.value = 4;
  grey_wolf pack(t, {.generations = 10});
  std::vector<starling::messages::random_source> random;
  std::vector<values> x(5, values(2));
  for (std::size_t i = 0; i < 5; ++i) {
    random.emplace_back(starling::messages::substream(3, "particle", 4, i));
    for (double& v : x[i]) v = random[i].uniform(-100, 100);
  }
  pack.advance();
  auto sorted = x;
  std::ranges::sort(sorted, {}, sphere);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double reach = 1.8 * (2 * random[i].uniform() - 1);
        const double weight = 2 * random[i].uniform();
        sum += sorted[k][j] - reach * std::abs(weight * sorted[k][j] - x[i][j]);
      }
      x[i][j] = std::clamp(sum / 3, -100.0, 100.0);
    }
  }
  pack.advance();
  std::vector<double> at(10);
  CHECK(pack.positions(at) == 5);
  for (std::size_t i = 0; i < 10; ++i) CHECK(at[i] == doctest::Approx(x[i / 2][i % 2]));
}

TEST_CASE("grey wolves keep the laws of a population") {
  check_same_seed_same_bits(make);
  check_goes_on_from_a_saved_state(make, 300, 300);
  check_stays_in_the_box(make);
  check_not_a_number_is_never_best(make);
  check_what_is_told_was_evaluated_here(make);
}

TEST_CASE("grey wolves find the bottom of a bowl, and more than that of Rastrigin") {
  const auto pack = std::make_unique<grey_wolf>(task(over(sphere, 10, -100, 100), 0),
                                                options{.generations = 1333});
  spend(*pack, 40'000);
  CHECK(pack->best().value < 1e-40);
}
