#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "tests/optimizers/swarm/swarms.hpp"

using namespace starling::optimizers;
using starling::messages::contribution;

// Bands around the medians of three independent libraries: docs/reference/optimizers/.

namespace {

constexpr pso gbest{};
constexpr pso lbest{.neighbourhood = pso_neighbourhood::ring, .informants = 4};

struct function {
  double (*f)(std::span<const double>);
  double side;
};
constexpr function sphere_100{sphere, 100};
constexpr function rosenbrock_30{rosenbrock, 30};
constexpr function rastrigin_5{rastrigin, 5.12};
constexpr function ackley_32{ackley, 32};
constexpr function griewank_600{griewank, 600};

double ten(const function& f, const pso& o, std::size_t particles = 40, std::size_t seeds = 9) {
  return median_best(over(f.f, 10, -f.side, f.side), o, particles, 40'000, seeds);
}

double thirty(const function& f, const pso& o, std::size_t particles, std::size_t seeds) {
  return median_best(over(f.f, 30, -f.side, f.side), o, particles, 300'000, seeds);
}

}  // namespace

TEST_CASE("constriction, everybody, d = 10, 40,000 evaluations") {
  CHECK(ten(sphere_100, gbest) < 1e-40);
  CHECK(ten(rosenbrock_30, gbest) < 5);
  const double r = ten(rastrigin_5, gbest);
  CHECK(r >= 1);
  CHECK(r <= 8);
  CHECK(ten(ackley_32, gbest) < 1e-13);
  const double g = ten(griewank_600, gbest);
  CHECK(g >= 0.02);
  CHECK(g <= 0.12);
}

TEST_CASE("constriction, ring of four neighbours, d = 30, 300,000 evaluations") {
  CHECK(thirty(sphere_100, lbest, 50, 3) < 1e-50);
  CHECK(thirty(rastrigin_5, lbest, 50, 5) <= 65);
  CHECK(thirty(ackley_32, lbest, 50, 3) < 1e-13);
  CHECK(thirty(griewank_600, lbest, 50, 3) < 0.01);
}

TEST_CASE("the standards of 2006 and 2007, d = 10, 40,000 evaluations") {
  for (const auto variant : {pso_variant::standard_2006, pso_variant::standard_2007}) {
    const pso o{.variant = variant};
    CHECK(ten(sphere_100, o, 0) < 1e-90);
    CHECK(ten(rastrigin_5, o, 0) <= 8);
    CHECK(ten(ackley_32, o, 0) < 1e-13);
  }
}

TEST_CASE("the standard of 2011, d = 30, 300,000 evaluations") {
  const pso o{.variant = pso_variant::standard_2011};
  CHECK(thirty(sphere_100, o, 40, 3) < 1e-190);
  CHECK(thirty(rastrigin_5, o, 40, 3) <= 35);
}

TEST_CASE("the standard of 2011 reaches 1e-4 in two dimensions from every seed") {
  // Published: all runs, after 1,830, 2,680 and 2,230 evaluations on average (hale/pso_comparison);
  // the last not on this box, which is the one of all other tables.
  const pso o{.variant = pso_variant::standard_2011};
  const auto mean_evaluations = [&](const function& f) {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      standard_pso_2011 p(
          {.what = over(f.f, 2, -f.side, f.side), .node = {}, .seed = seed, .particles = 40}, o);
      while (p.best().value > 1e-4 && p.evaluations() < 50'000) p.advance();
      CHECK(p.best().value <= 1e-4);
      sum += static_cast<double>(p.evaluations());
    }
    return sum / 50;
  };
  CHECK(mean_evaluations(sphere_100) == doctest::Approx(1830).epsilon(0.15));
  CHECK(mean_evaluations(rastrigin_5) == doctest::Approx(2680).epsilon(0.15));
  CHECK(mean_evaluations(rosenbrock_30) < 10'000);
}

TEST_CASE("fully informed particles in a ring solve what is smooth, d = 10, 40,000 evaluations") {
  const pso o{.variant = pso_variant::fully_informed};
  CHECK(ten(sphere_100, o, 20) < 1e-40);
  CHECK(ten(ackley_32, o, 20) < 1e-13);
  CHECK(ten(rastrigin_5, o, 20) <= 8);
}

TEST_CASE("a full mesh of one-particle populations is as good as gbest") {
  constexpr std::uint32_t nodes = 40;
  const auto run = [](const function& f, std::uint64_t seed) {
    std::vector<std::unique_ptr<population>> all;
    for (std::uint32_t i = 0; i < nodes; ++i) {
      all.push_back(
          make({.what = over(f.f, 10, -f.side, f.side), .node = {i}, .nodes = nodes, .seed = seed},
               gbest));
    }
    for (int g = 0; g < 1000; ++g) {
      std::vector<contribution> told;
      for (std::uint32_t i = 0; i < nodes; ++i) {
        all[i]->advance();
        told.push_back(said(i, all[i]->told()));
      }
      for (std::uint32_t i = 0; i < nodes; ++i) {
        auto others = told;
        others.erase(others.begin() + i);
        all[i]->hear(others);
      }
    }
    double best = std::numeric_limits<double>::infinity();
    for (const auto& p : all) best = std::min(best, p->best().value);
    return best;
  };
  const auto median = [&](const function& f) {
    std::vector<double> values;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) values.push_back(run(f, seed));
    std::ranges::sort(values);
    return values[2];
  };
  CHECK(median(sphere_100) < 1e-40);
  CHECK(median(rastrigin_5) <= 8);
  CHECK(median(ackley_32) < 1e-13);
}
