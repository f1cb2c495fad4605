#include "aggregation/attacks/omniscient/a_little_is_enough.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "tests/aggregation/attacks/eavesdropper.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("a little is enough is mean + z deviation, with either divisor") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 2);
    const auto x = cases::rows_of(c.all);
    const bool population = seed % 2 == 0;
    const double divisor = static_cast<double>(c.n) - (population ? 0 : 1);
    const double z = 0.25 + static_cast<double>(seed % 7) / 2;
    const auto forged = *a_little_is_enough({.scale = z, .population = population})
                             .forge(cases::eavesdropper(c.all, 1));
    const auto expected = oracle::plus(oracle::mean(x), z, oracle::deviation(x, divisor));
    CHECK(cases::relative_error(forged, expected) < cases::float_error_max);
  }
}

TEST_CASE("z is where s of the honest are expected beyond it, who make up a majority") {
  const auto below = [](double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; };
  CHECK(std::abs(below(covered_deviations(50, 24)) - 24.0 / 26) < 1e-9);  // s = 26 - 24
  CHECK(std::abs(below(covered_deviations(50, 12)) - 24.0 / 38) < 1e-9);  // s = 26 - 12
  CHECK(std::abs(below(covered_deviations(11, 3)) - 5.0 / 8) < 1e-9);     // s = 6 - 3
  CHECK(std::abs(covered_deviations(50, 24) - 1.426) < 5e-4);  // by the table of the quantile
}

TEST_CASE("z stays finite where the adversaries are a majority or hardly anyone is honest") {
  CHECK(covered_deviations(10, 8) == 0);                                      // one of two honest
  CHECK(covered_deviations(10, 7) == doctest::Approx(0.4307).epsilon(1e-3));  // 2 / 3
  CHECK(covered_deviations(10, 9) == 0);
  CHECK(covered_deviations(1, 1) == 0);
}

TEST_CASE("a scale of 0 is the z of n and f") {
  const auto c = cases::random_case(1, 2, 8);
  const auto known = cases::eavesdropper(c.all, 3);
  const double z = covered_deviations(c.n + 3, 3);
  CHECK(a_little_is_enough({}).forge(known) == a_little_is_enough({.scale = z}).forge(known));
  CHECK(optimal_a_little_is_enough({}).forge(known) == a_little_is_enough({}).forge(known));
}

TEST_CASE("with nothing overheard there is no deviation to hide in") {
  const auto honest = cases::tensor_of({2, 0});
  CHECK(a_little_is_enough({.scale = 5}).forge(cases::known(honest, {}, 1)) == honest);
}

TEST_CASE("optimal a little is enough does at least the damage of any z on a grid") {
  namespace rule = starling::rule;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(3 * seed + 1, 0, 7);
    c.all.resize(7);
    auto known = cases::eavesdropper(c.all, 3);
    for (const rule::options& how : {rule::options{rule::mean{}}, rule::options{rule::median{3}},
                                     rule::options{rule::trimmed_mean{3}}}) {
      known.defence = cases::defended_by(how, 3);
      const double worst = cases::damage(known, *optimal_a_little_is_enough({}).forge(known));
      for (const double z : {0.25, 0.5, 1.0, 2.0, 5.0, 10.0}) {
        CHECK(worst >= cases::damage(known, *a_little_is_enough({.scale = z}).forge(known)));
      }
    }
  }
}

TEST_CASE("published vectors: a little is enough, fixed and optimal") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto all = cases::contributions_of(file->at("X").get<oracle::rows>());
  auto known = cases::eavesdropper(all, 1);
  const auto check = [&](const attack& how, const char* name) {
    const auto& expected = outside::named(file->at("attacks"), name).at("expected");
    CHECK(cases::relative_error(*how.forge(known), expected.get<oracle::row>()) <
          cases::float_error_max);
  };
  check(a_little_is_enough({.scale = 1.5}), "ALittleIsEnough");
  known.defence = cases::mixed_clipped_and_trimmed;
  check(optimal_a_little_is_enough({.evaluations = 20, .step = 10}), "Optimal_ALittleIsEnough");
}

TEST_CASE("recomputed vectors: a little is enough") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  for (const auto& c : file->at("cases")) {
    const auto honest = cases::contributions_of(c.at("honest").get<oracle::rows>());
    const auto expected = c.at("outputs").at("byzfl.attack.ALIE").at("peer").get<oracle::row>();
    const auto forged = *a_little_is_enough({.scale = 1.5}).forge(cases::eavesdropper(honest, 1));
    CHECK(cases::relative_error(forged, expected) < cases::float_error_max);
  }
}

}  // namespace
