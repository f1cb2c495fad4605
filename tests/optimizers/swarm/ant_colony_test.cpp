#include "optimizers/swarm/ant_colony.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "optimizers/problems/tour_problem.hpp"
#include "tests/optimizers/datasets/scratch_folder.hpp"
#include "tests/optimizers/swarm/ants/cities.hpp"

using namespace starling;
using namespace starling::optimizers;
using messages::contribution;
using messages::node_id;
using messages::tensor;
using options = strategy::ant_colony;
using variant = enum options::variant;
using search = enum options::local_search;

namespace {

constexpr std::array variants{variant::ant_system, variant::elitist, variant::rank_based,
                              variant::max_min, variant::colony_system};

std::shared_ptr<const tests::plane_tours> cities(std::size_t n, std::uint64_t seed) {
  messages::random_source random(seed);
  return std::make_shared<tests::plane_tours>(tests::random_cities(n, random));
}

struct made {
  std::unique_ptr<population> owner;
  ant_colony* colony = nullptr;
  ant_colony* operator->() const { return colony; }
};

made make(const options& chosen, population_task task) {
  auto out = make_ant_colony(chosen, std::move(task));
  REQUIRE(out);
  auto* colony = dynamic_cast<ant_colony*>(out->get());
  return {*std::move(out), colony};
}

contribution says(std::span<const double> point) {
  return {.sender = node_id{1}, .parameters = tensor(point), .samples = {}, .score = 1};
}

std::vector<double> point_of(std::span<const city> tour) {
  return {tour.begin(), tour.end()};
}

bool same(const candidate& a, const candidate& b) {
  return a.point == b.point && a.value == b.value;
}

void check_alike(const ant_colony& a, const ant_colony& b, std::size_t n) {
  CHECK(same(a.best(), b.best()));
  CHECK(same(a.told(), b.told()));
  CHECK(a.evaluations() == b.evaluations());
  for (city i = 0; i < n; ++i) {
    for (city j = 0; j < n; ++j) REQUIRE(a.trails().trail(i, j) == b.trails().trail(i, j));
  }
  std::vector<double> there(8 * n);
  std::vector<double> here(8 * n);
  CHECK(a.positions(there) == b.positions(here));
  CHECK(there == here);
}

/// The best of a published problem after at most `tours`; none without the data.
std::optional<double> solved(const std::string& name, const options& chosen, std::uint64_t seed,
                             std::uint64_t tours, double optimum) {
  const auto folder = tests::real_data("tsplib");
  if (folder.empty()) return std::nullopt;
  const auto problem = load_tour_problem(folder / (name + ".tsp"));
  REQUIRE(problem);
  const auto colony =
      make(chosen, {.what = *problem, .node = node_id{0}, .seed = seed, .particles = 0});
  while (colony->evaluations() < tours && colony->best().value > optimum) colony->advance();
  const auto best = colony->best();
  CHECK((*problem)->evaluate(best.point.doubles()) == best.value);
  return best.value;
}

}  // namespace

TEST_CASE(
    "ant colony: a generation is one tour of every ant, and the best is the shortest of all") {
  const auto what = cities(20, 1);
  for (const auto v : variants) {
    const auto colony = make({.variant = v}, {.what = what, .node = node_id{3}, .particles = 7});
    CHECK(colony->best().value == std::numeric_limits<double>::infinity());
    CHECK(colony->told().point.empty());
    std::vector<double> points(7 * 20);
    CHECK(colony->positions(points) == 0);
    double best = std::numeric_limits<double>::infinity();
    for (std::uint64_t generation = 1; generation <= 10; ++generation) {
      colony->advance();
      CHECK(colony->evaluations() == 7 * generation);
      REQUIRE(colony->positions(points) == 7);
      for (std::size_t i = 0; i < 7; ++i) {
        const auto at = std::span<const double>(points).subspan(i * 20, 20);
        CHECK_FALSE(tour_of(at).empty());
        best = std::min(best, what->evaluate(at));
      }
      CHECK(colony->best().value == best);
      CHECK(what->evaluate(colony->best().point.doubles()) == best);
      CHECK(same(colony->best(), colony->told()));
    }
    CHECK(colony->positions(std::span(points).first(50)) == 2);
  }
}

TEST_CASE("ant colony: the same seed gives the same bits, another seed or node others") {
  const auto what = cities(25, 2);
  for (const auto v : variants) {
    const auto run = [&](std::uint64_t seed, std::uint32_t node) {
      auto colony =
          make({.variant = v}, {.what = what, .node = node_id{node}, .seed = seed, .particles = 8});
      for (int i = 0; i < 15; ++i) colony->advance();
      return colony;
    };
    const auto colony = run(7, 0);
    check_alike(*colony.colony, *run(7, 0).colony, 25);
    std::vector<double> there(8 * 25);
    std::vector<double> here(8 * 25);
    colony->positions(there);
    run(8, 0)->positions(here);
    CHECK(there != here);
    run(7, 1)->positions(here);
    CHECK(there != here);
  }
}

TEST_CASE("ant colony: an ant's first tour does not depend on how many ants there are") {
  const auto what = cities(15, 3);
  std::vector<double> few(2 * 15);
  std::vector<double> many(2 * 15);
  for (const std::size_t ants : {2U, 9U}) {
    const auto colony = make({}, {.what = what, .node = node_id{0}, .seed = 4, .particles = ants});
    colony->advance();
    colony->positions(ants == 2 ? few : many);
  }
  CHECK(few == many);
}

TEST_CASE("ant colony: trails of max-min lie within the bounds after each iteration") {
  const auto what = cities(18, 5);
  const auto colony = make({.variant = variant::max_min, .candidates = 10},
                           {.what = what, .node = node_id{0}, .particles = 18});
  const double p = std::pow(0.05, 1.0 / 18);
  for (int i = 0; i < 400; ++i) {
    colony->advance();
    const double high = 1 / (0.02 * colony->best().value);
    const double low = high * (1 - p) / (p * 5.5);
    for (city a = 0; a < 18; ++a) {
      for (city b = 0; b < 18; ++b) {
        REQUIRE(colony->trails().trail(a, b) >= low * (1 - 1e-12));
        REQUIRE(colony->trails().trail(a, b) <= high * (1 + 1e-12));
      }
    }
  }
}

TEST_CASE("ant colony: a lone ant that only exploits walks from neighbour to nearest neighbour") {
  const auto what = cities(12, 6);
  const city_map map(*what, 12, 11);
  const auto colony =
      make({.variant = variant::colony_system, .distance_weight = 3, .exploitation = 1},
           {.what = what, .node = node_id{0}, .seed = 2, .particles = 1});
  colony->advance();
  const auto tour = tour_of(colony->told().point.doubles());
  CHECK(tour == map.nearest_neighbour_tour(tour.front()).cities);
}

TEST_CASE("ant colony: what took over a state mid-run goes on bit by bit") {
  const auto what = cities(22, 7);
  messages::random_source random(7);
  const auto heard = says(point_of(tests::random_tour(22, random)));
  for (const auto v : variants) {
    for (const auto s : {search::none, search::two_opt, search::three_opt}) {
      const population_task task{.what = what, .node = node_id{2}, .seed = 11, .particles = 6};
      const options chosen{.variant = v, .local_search = s};
      const auto a = make(chosen, task);
      a->hear(std::array{heard});
      for (int i = 0; i < 30; ++i) a->advance();
      state written;
      a->exchange(written);
      const auto b = make(chosen, task);
      b->advance();
      state read(written.written());
      b->exchange(read);
      REQUIRE_FALSE(read.broken());
      check_alike(*a.colony, *b.colony, 22);
      for (int i = 0; i < 30; ++i) {
        a->advance();
        b->advance();
      }
      check_alike(*a.colony, *b.colony, 22);
    }
  }
}

TEST_CASE("ant colony: a state that was damaged within makes tours all the same") {
  const auto what = cities(9, 8);
  messages::random_source random(8);
  for (const auto v : variants) {
    const population_task task{.what = what, .node = node_id{0}, .particles = 3};
    const auto a = make({.variant = v}, task);
    for (int i = 0; i < 5; ++i) a->advance();
    state written;
    a->exchange(written);
    for (int trial = 0; trial < 40; ++trial) {
      auto bytes = written.written();
      for (int k = 0; k < 20; ++k) {
        bytes[random.below(bytes.size())] = static_cast<std::byte>(random.below(256));
      }
      state read(std::move(bytes));
      const auto b = make({.variant = v}, task);
      b->exchange(read);
      for (int i = 0; i < 30; ++i) b->advance();
      CHECK_FALSE(tour_of(b->best().point.doubles()).empty());
      CHECK(what->evaluate(b->best().point.doubles()) == b->best().value);
    }
  }
}

TEST_CASE("ant colony: a neighbour's shorter tour becomes the best, and is not told as one's own") {
  const auto what = cities(30, 9);
  std::vector<city> tour(30);
  std::iota(tour.begin(), tour.end(), city{0});
  const city_map map(*what, 30, 29);
  const auto by_search = make_local_search(search::three_opt, map);
  by_search->improve(tour);
  const auto point = point_of(tour);
  for (const auto v : variants) {
    const auto colony = make({.variant = v}, {.what = what, .node = node_id{0}, .particles = 5});
    colony->advance();
    const auto before = colony->best();
    REQUIRE(before.value > what->evaluate(point));
    colony->hear(std::array{says(point_of(tour_of(before.point.doubles()))), says(point)});
    CHECK(colony->best().value == what->evaluate(point));
    CHECK(colony->best().point == tensor(std::span<const double>(point)));
    CHECK(same(colony->told(), before));
    CHECK(colony->evaluations() == 5);
    colony->hear(std::array{says(before.point.doubles())});
    CHECK(colony->best().value == what->evaluate(point));
  }
}

TEST_CASE("ant colony: what was heard deposits as the best so far") {
  const auto what = cities(30, 10);
  const city_map map(*what, 30, 29);
  std::vector<city> tour(30);
  std::iota(tour.begin(), tour.end(), city{0});
  make_local_search(search::three_opt, map)->improve(tour);
  for (const auto v :
       {variant::elitist, variant::rank_based, variant::max_min, variant::colony_system}) {
    const population_task task{.what = what, .node = node_id{0}, .particles = 5};
    const auto deaf = make({.variant = v}, task);
    const auto hearing = make({.variant = v}, task);
    // Max-min gives every 25th deposit to the best. Up to what is heard both do the same.
    for (int i = 0; i < 24; ++i) {
      deaf->advance();
      hearing->advance();
    }
    REQUIRE(deaf->best().value > what->evaluate(point_of(tour)));
    hearing->hear(std::array{says(point_of(tour))});
    deaf->advance();
    hearing->advance();
    const auto on_tour = [&](const ant_colony& colony) {
      double on = 0;
      double all = 0;
      for (city a = 0; a < 30; ++a) {
        for (city b = 0; b < a; ++b) all += colony.trails().trail(a, b);
        on += colony.trails().trail(tour[a], tour[(a + 1) % 30]);
      }
      return on / all;
    };
    CHECK(on_tour(*hearing.colony) > on_tour(*deaf.colony));
  }
}

TEST_CASE("ant colony: what is no tour is ignored and counted") {
  const auto colony = make({}, {.what = cities(4, 11), .node = node_id{0}, .particles = 2});
  colony->advance();
  const auto before = colony->best();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& point : {std::vector<double>{0, 1, 2, 2},
                                           {0, 1, 2},
                                           {0, 1, 2, 3, 4},
                                           {0, 1, 2, 4},
                                           {0, 1, 2, -1},
                                           {0, 1, 2, 2.5},
                                           {0, 1, 2, nan},
                                           {}}) {
    colony->hear(std::array{says(point)});
  }
  const std::vector<float> narrow{0, 1, 2, 3};
  colony->hear(std::array{contribution{
      .sender = node_id{1}, .parameters = tensor(std::span<const float>(narrow)), .samples = {}}});
  CHECK(colony->ignored() == 9);
  CHECK(same(colony->best(), before));
  colony->advance();
}

TEST_CASE("ant colony: options have the values of their variant's literature") {
  const auto of = [](variant v, search s = search::none) {
    return with_defaults({.variant = v, .local_search = s}, 51);
  };
  CHECK(of(variant::ant_system).distance_weight == 5);
  CHECK(of(variant::ant_system).evaporation == 0.5);
  CHECK(of(variant::elitist).elitists == 51);
  CHECK(of(variant::rank_based).evaporation == 0.1);
  CHECK(of(variant::max_min).evaporation == 0.02);
  CHECK(of(variant::max_min).work.particles == 51);
  CHECK(of(variant::max_min).distance_weight == 2);
  CHECK(of(variant::max_min, search::two_opt).evaporation == 0.2);
  CHECK(of(variant::max_min, search::two_opt).work.particles == 25);
  CHECK(of(variant::colony_system).work.particles == 10);
  CHECK(of(variant::colony_system).evaporation == 0.1);
  const auto given = with_defaults({.distance_weight = 3, .evaporation = 0.3}, 51);
  CHECK(given.distance_weight == 3);
  CHECK(given.evaporation == 0.3);
}

TEST_CASE("ant colony: what it cannot work with is refused in a sentence") {
  class slope final : public optimizers::objective {
   public:
    [[nodiscard]] std::string_view name() const override { return "slope"; }
    [[nodiscard]] const search_space& space() const override { return space_; }
    [[nodiscard]] double evaluate(std::span<const double> p) const override { return p[0]; }

   private:
    search_space space_{{0, 0, 0}, {1, 1, 1}};
  };
  const auto refused = [](const options& chosen,
                          std::shared_ptr<const optimizers::objective> what) {
    const auto out = make_ant_colony(chosen, {.what = std::move(what), .node = node_id{0}});
    REQUIRE_FALSE(out);
    return out.error();
  };
  CHECK(refused({}, std::make_shared<slope>()) ==
        "ant_colony needs an objective over tours, which slope is not");
  CHECK(refused({}, cities(2, 1)) == "ant_colony takes 3 to 4096 cities, but plane has 2");
  const auto far =
      std::make_shared<tests::plane_tours>(tests::plane_tours({{0, 0}, {1, 0}, {3e9, 0}}));
  CHECK(refused({}, far).find("distances from 0 to 2147483647, but in plane it is 3000000000") !=
        std::string::npos);
  const auto what = cities(5, 1);
  CHECK(refused({.evaporation = 1.5}, what) ==
        "ant_colony takes evaporation from 1e-06 to 1, but it is 1.5");
  CHECK(refused({.exploitation = std::nan("")}, what).find("exploitation from 0 to 1") !=
        std::string::npos);
  CHECK(refused({.ranks = 1}, what).find("ranks from 2") != std::string::npos);
  CHECK(refused({.candidates = 0}, what).find("candidates from 1") != std::string::npos);
  CHECK(refused({.pheromone_weight = -1}, what).find("pheromone_weight") != std::string::npos);
}

TEST_CASE("ant colony: with three cities or with all at one place there is one tour") {
  const auto one_place = std::make_shared<tests::plane_tours>(
      tests::plane_tours(std::vector<std::pair<double, double>>(6, {1, 1})));
  for (const auto v : variants) {
    for (const auto s : {search::none, search::two_opt, search::three_opt}) {
      const auto three = make({.variant = v, .local_search = s},
                              {.what = cities(3, 5), .node = node_id{0}, .particles = 0});
      const auto same_place = make({.variant = v, .local_search = s},
                                   {.what = one_place, .node = node_id{0}, .particles = 0});
      for (int i = 0; i < 400; ++i) {
        three->advance();
        same_place->advance();
      }
      CHECK(same_place->best().value == 0);
      CHECK(three->best().value > 0);
    }
  }
}

TEST_CASE("ant colony: max-min finds the optimum of berlin52 in 1,000 n tours") {
  for (const std::uint64_t seed : {1U, 2U}) {
    const auto best = solved("berlin52", {.variant = variant::max_min}, seed, 52'000, 7542);
    if (!best) {
      MESSAGE("skipped: no tsplib in STARLING_TEST_DATA");
      return;
    }
    CHECK(*best == 7542);
  }
}

TEST_CASE("ant colony: max-min with a local search finds published optima within 20,000 tours") {
  struct row {
    const char* name;
    double optimum;
  };
  for (const row& r : {row{"berlin52", 7542}, row{"eil51", 426}, row{"st70", 675},
                       row{"kroA100", 21282}, row{"ch130", 6110}}) {
    for (const auto s : {search::two_opt, search::three_opt}) {
      const auto best = solved(r.name, {.local_search = s}, 1, 20'000, r.optimum);
      if (!best) {
        MESSAGE("skipped: no tsplib in STARLING_TEST_DATA");
        return;
      }
      INFO(r.name);
      CHECK(*best == r.optimum);
    }
  }
}

TEST_CASE("ant colony: variants come as close to eil51's 426 as the literature has them") {
  struct row {
    variant of;
    double most;
  };
  // Means over ten seeds lie at 442.8, 428.8, 428.8, 427.9 and 428.8; the worst of each at what is
  // demanded of one here, but for the first, of which 5.5 % are demanded.
  for (const auto& [of, most] :
       {row{variant::ant_system, 449}, row{variant::elitist, 434}, row{variant::rank_based, 432},
        row{variant::max_min, 429}, row{variant::colony_system, 434}}) {
    const auto best = solved("eil51", {.variant = of}, 1, 51'000, 426);
    if (!best) {
      MESSAGE("skipped: no tsplib in STARLING_TEST_DATA");
      return;
    }
    CHECK(*best >= 426);
    CHECK(*best <= most);
  }
}
