#include "optimizers/problems/standard_functions.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

using namespace starling::optimizers;
using starling::messages::random_source;
using starling::objective::function;

namespace {

std::shared_ptr<const objective> by_name(std::string_view name, std::size_t d) {
  auto made = make_function({.name = std::string(name), .dimension = d});
  return made ? *made : nullptr;
}

/// Every function, in each of these dimensions that it has.
template <class Check>
void each(Check check) {
  for (const auto name : function_names()) {
    std::size_t had = 0;
    for (const std::size_t d : {1U, 2U, 3U, 10U}) {
      const auto f = by_name(name, d);
      if (!f) continue;
      ++had;
      CAPTURE(name);
      CAPTURE(d);
      check(*f);
    }
    CHECK(had > 0);
  }
}

}  // namespace

TEST_CASE("there are at least fifteen functions, each with its name") {
  CHECK(function_names().size() >= 15);
  each([](const objective& f) { CHECK(by_name(f.name(), f.dimension())->name() == f.name()); });
}

TEST_CASE("the published minimum is reached where it is said to lie, and nowhere passed") {
  each([](const objective& f) {
    const auto where = minimiser_of(f.name(), f.dimension());
    REQUIRE(f.minimum());
    // What the sixteen digits of schwefel's offset leave, ten times.
    CHECK(f.evaluate(where) == doctest::Approx(*f.minimum()).epsilon(3e-12).scale(1));
    CHECK(f.space().contains(where));
    random_source random(1);
    std::vector<double> x(f.dimension());
    for (int k = 0; k < 2000; ++k) {
      f.space().draw(x, random);
      REQUIRE(f.evaluate(x) >= *f.minimum() - 1e-9);
      for (std::size_t i = 0; i < x.size(); ++i) x[i] = where[i] + 1e-3 * random.normal();
      if (f.space().contains(x)) REQUIRE(f.evaluate(x) >= *f.minimum() - 1e-9);
    }
  });
}

TEST_CASE("values as their sources print them") {
  const auto at = [](const char* name, std::vector<double> x) {
    return by_name(name, x.size())->evaluate(x);
  };
  CHECK(at("sphere", {3, -4}) == 25);
  CHECK(at("rosenbrock", {0, 0}) == 1);
  CHECK(at("rosenbrock", {-1, 2, 1}) == doctest::Approx(100 * 1 + 4 + 100 * 9 + 1));
  CHECK(at("rastrigin", {0.5, 0}) == doctest::Approx(0.25 + 20));
  CHECK(at("ackley", {0, 0, 0}) == doctest::Approx(0).scale(1));
  CHECK(std::abs(at("ackley", {0, 0})) < 1e-14);
  CHECK(at("griewank", {0, 0}) == 0);
  CHECK(at("beale", {0, 0}) == doctest::Approx(14.203125));
  CHECK(at("goldstein_price", {0, 0}) == 600);
  CHECK(at("himmelblau", {0, 0}) == 170);
  CHECK(at("himmelblau", {-2.805118, 3.131312}) == doctest::Approx(0).scale(1).epsilon(1e-8));
  CHECK(at("six_hump_camel", {1, 1}) == doctest::Approx(3.2333333333));
  CHECK(at("zakharov", {1, 1}) == doctest::Approx(2 + 2.25 + 5.0625));
  CHECK(at("easom", {0, 0}) == doctest::Approx(-std::exp(-2 * 9.8696044010894)));
  CHECK(at("yang_four_peaks", {0, 0}) == doctest::Approx(-2).epsilon(1e-6));
}

TEST_CASE("minima and where they lie as their sources print them") {
  struct row {
    const char* name;
    double minimum;
    std::vector<double> where;
    double last_digit;  ///< Of what was printed.
  };
  for (const row& r :
       {row{"michalewicz", -1.8013, {2.20, 1.57}, 5e-3},
        row{"michalewicz", -1.8013034, {2.202906, 1.570796}, 1e-7},
        row{"michalewicz", -4.687658, {2.202906, 1.570796, 1.284992, 1.923058, 1.720470}, 1e-6},
        row{"six_hump_camel", -1.0316, {0.0898, -0.7126}, 1e-4},
        row{"six_hump_camel", -1.0316, {-0.0898, 0.7126}, 1e-4},
        row{"eggholder", -959.6407, {512, 404.2319}, 1e-4},
        row{"holder_table", -19.2085, {8.05502, 9.66459}, 1e-4},
        row{"holder_table", -19.2085, {-8.05502, 9.66459}, 1e-4},
        row{"cross_in_tray", -2.06261, {1.3491, -1.3491}, 1e-5},
        row{"himmelblau", 0, {-3.779310, -3.283186}, 1e-10},
        row{"himmelblau", 0, {3.584428, -1.848126}, 1e-10},
        row{"styblinski_tang", -39.16599 * 2, {-2.903534, -2.903534}, 4e-4},
        row{"yang_four_peaks", -2, {0, -4}, 1e-6}, row{"yang_four_peaks", -1, {-4, 4}, 1e-6}}) {
    CAPTURE(r.name);
    const auto f = by_name(r.name, r.where.size());
    CHECK(std::abs(f->evaluate(r.where) - r.minimum) <= r.last_digit);
  }
  CHECK(std::abs(by_name("michalewicz", 10)->minimum().value() + 9.66015) < 5e-6);
  CHECK_FALSE(by_name("michalewicz", 11)->minimum());
  CHECK(minimiser_of("michalewicz", 11).empty());
}

TEST_CASE("a slope is what finite differences say") {
  std::size_t sloped = 0;
  each([&](const objective& f) {
    const auto* with = dynamic_cast<const differentiable*>(&f);
    if (with == nullptr) return;
    ++sloped;
    random_source random(2);
    std::vector<double> x(f.dimension());
    std::vector<double> slope(f.dimension());
    for (int k = 0; k < 20; ++k) {
      f.space().draw(x, random);
      CHECK(with->gradient(x, slope) == f.evaluate(x));
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double h = 1e-6 * std::max(1.0, std::abs(x[i]));
        auto up = x;
        auto down = x;
        up[i] += h;
        down[i] -= h;
        const double a = f.evaluate(up);
        const double b = f.evaluate(down);
        // A central difference loses the digits that a and b share.
        const double lost = 1e-15 * (std::abs(a) + std::abs(b)) / h;
        CHECK(std::abs((a - b) / (2 * h) - slope[i]) <= 1e-4 * (1 + std::abs(slope[i])) + lost);
      }
    }
  });
  CHECK(sloped > 20);
}

TEST_CASE("terms sum to the value, and many points have the bits of each") {
  std::size_t terms = 0;
  each([&](const objective& f) {
    random_source random(3);
    const auto d = f.dimension();
    std::vector<double> points(d * 7);
    for (std::size_t i = 0; i < 7; ++i) f.space().draw(std::span(points).subspan(i * d, d), random);
    std::vector<double> values(7);
    f.evaluate_all(points, values);
    for (std::size_t i = 0; i < 7; ++i) {
      const auto point = std::span<const double>(points).subspan(i * d, d);
      CHECK(values[i] == f.evaluate(point));
      if (const auto* parts = dynamic_cast<const separable*>(&f)) {
        ++terms;
        double sum = 0;
        for (std::size_t k = 0; k < d; ++k) sum += parts->term(k, point[k]);
        CHECK(sum == doctest::Approx(values[i]));
      }
    }
  });
  CHECK(terms > 0);
}

TEST_CASE("what there is not is refused with what there is") {
  const auto unknown = make_function({.name = "spere"});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().find("sphere, rosenbrock") != std::string::npos);
  const auto three = make_function({.name = "beale", .dimension = 3});
  REQUIRE_FALSE(three);
  CHECK(three.error() == "beale is a function of 2 coordinates, not 3");
  CHECK_FALSE(make_function({.name = "rosenbrock", .dimension = 1}));
  CHECK_FALSE(make_function({.name = "sphere", .low = 2, .high = -2}));
  const auto shifted = make_function({.name = "sphere", .dimension = 2, .low = 1, .high = 2});
  REQUIRE(shifted);
  CHECK_FALSE((*shifted)->minimum());
}
