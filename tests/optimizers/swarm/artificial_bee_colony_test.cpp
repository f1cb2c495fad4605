#include "optimizers/swarm/artificial_bee_colony.hpp"

#include "tests/optimizers/swarm/population_laws.hpp"

using namespace evolution;
using options = starling::strategy::bee_colony;

namespace {

auto make = [](const population_task& t) {
  return std::make_unique<artificial_bee_colony>(t, options{});
};

}  // namespace

TEST_CASE("a generation of bees costs the employed, the onlookers, and a scout where one is due") {
  artificial_bee_colony bees(task(over(sphere, 3, -5, 5), 8), {});
  bees.advance();
  CHECK(bees.evaluations() == 8);
  bees.advance();
  CHECK(bees.evaluations() == 24);

  const auto flat = [](std::span<const double> x) { return x[0] > 1e9 ? 0.0 : -x[0] * 0; };
  artificial_bee_colony idle(task(over(flat, 3, -5, 5), 4), {.limit = 1});
  for (int g = 0; g < 20; ++g) idle.advance();
  CHECK(idle.evaluations() == 4 + 19 * 8);  // equal is no failure: nobody leaves

  std::uint64_t calls = 0;
  const auto worse = [&calls](std::span<const double>) { return static_cast<double>(++calls); };
  artificial_bee_colony lost(task(over(worse, 3, -5, 5), 4), {.limit = 1});
  for (int g = 0; g < 20; ++g) lost.advance();
  CHECK(lost.evaluations() > 4 + 19 * 8);
  CHECK(lost.evaluations() <= 4 + 19 * 9);
  CHECK(lost.evaluations() == calls);
}

TEST_CASE("a trial moves one coordinate, along the difference to another source") {
  artificial_bee_colony bees(task(over(sphere, 4, -5, 5), 6), {});
  bees.advance();
  std::vector<double> before(24);
  bees.positions(before);
  bees.advance();
  std::vector<double> after(24);
  bees.positions(after);
  for (std::size_t i = 0; i < 6; ++i) {
    const auto old = std::span(before).subspan(i * 4, 4);
    const auto now = std::span(after).subspan(i * 4, 4);
    CHECK(sphere(now) <= sphere(old));
  }
  CHECK(before != after);
}

TEST_CASE("bees keep the laws of a population") {
  check_same_seed_same_bits(make);
  check_goes_on_from_a_saved_state(make, 300, 300);
  check_stays_in_the_box(make);
  check_not_a_number_is_never_best(make);
  check_what_is_told_was_evaluated_here(make);
}

TEST_CASE("a bee alone still looks around") {
  artificial_bee_colony one(task(over(sphere, 2, -5, 5), 1), {});
  spend(one, 400);
  CHECK(one.best().value < 0.5);
}

TEST_CASE("bees find the bottom of a bowl and of Rastrigin") {
  for (const auto& [f, low, high] :
       {std::tuple{&sphere, -100.0, 100.0}, std::tuple{&rastrigin, -5.12, 5.12}}) {
    const auto bees = make(task(over(*f, 10, low, high), 0));
    spend(*bees, 40'000);
    CHECK(bees->best().value < 1e-9);
  }
}
