#include "aggregation/attacks/omniscient/inner_product.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/attacks/eavesdropper.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("inner product is base - tau (mean of the honest - base)") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 2);
    const auto base = seed % 4 == 0 ? oracle::row(c.d) : cases::row_of(c.all[1].parameters);
    const double tau = static_cast<double>(seed % 7) / 2;
    const auto forged = *inner_product({tau}).forge(
        cases::eavesdropper(c.all, 1, seed % 4 == 0 ? tensor() : cases::tensor_of(base)));
    const auto change = oracle::plus(oracle::mean(cases::rows_of(c.all)), -1, base);
    const auto expected = oracle::plus(base, -tau, change);
    CHECK(oracle::distance(cases::row_of(forged), expected) <
          cases::float_error_max * (1 + oracle::distance(expected, oracle::row(c.d))));
  }
}

TEST_CASE("the mean of all points the wrong way exactly when tau f > n - f") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (std::size_t f = 1; f < 6; ++f) {
      auto c = cases::random_case(3 * seed + 1, 0, 10 - f);
      c.all.resize(10 - f);
      const double limit = static_cast<double>(10 - f) / static_cast<double>(f);
      const oracle::row honest = oracle::mean(cases::rows_of(c.all));
      for (const double tau : {0.98 * limit, 1.02 * limit}) {
        const auto forged = *inner_product({tau}).forge(cases::eavesdropper(c.all, f));
        auto all = cases::rows_of(c.all);
        all.resize(10, cases::row_of(forged));
        CHECK((oracle::product(oracle::mean(all), honest) < 0) == (tau > limit));
      }
    }
  }
}

TEST_CASE("with nothing overheard, its own proposal stands for the honest mean") {
  const auto base = cases::tensor_of({1, 2});
  const auto honest = cases::tensor_of({2, 0});
  CHECK(inner_product({2}).forge(cases::known(honest, base, 1)) == cases::tensor_of({-1, 6}));
  CHECK(optimal_inner_product({}).forge(cases::known(honest, base, 1)) ==
        cases::tensor_of({-1, 6}));
}

TEST_CASE("optimal inner product does at least the damage of any tau on a grid") {
  namespace rule = starling::rule;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(3 * seed + 1, 0, 7);
    c.all.resize(7);
    auto known = cases::eavesdropper(c.all, 3);
    for (const rule::options& how : {rule::options{rule::mean{}}, rule::options{rule::median{3}},
                                     rule::options{rule::trimmed_mean{3}}}) {
      known.defence = cases::defended_by(how, 3);
      const double worst = cases::damage(known, *optimal_inner_product({}).forge(known));
      for (const double tau : {0.0, 0.5, 1.0, 2.0, 5.0, 10.0}) {
        CHECK(worst >= cases::damage(known, *inner_product({tau}).forge(known)));
      }
    }
  }
}

TEST_CASE("published vectors: inner product manipulation, fixed and optimal") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto all = cases::contributions_of(file->at("X").get<oracle::rows>());
  auto known = cases::eavesdropper(all, 1);
  const auto check = [&](const attack& how, const char* name, double tolerance) {
    const auto& expected = outside::named(file->at("attacks"), name).at("expected");
    CHECK(cases::relative_error(*how.forge(known), expected.get<oracle::row>()) < tolerance);
  };
  check(inner_product({2}), "InnerProductManipulation", cases::float_error_max);
  known.defence = cases::mixed_clipped_and_trimmed;
  check(optimal_inner_product({.evaluations = 20, .step = 10}), "Optimal_InnerProductManipulation",
        cases::float_error_max);
}

TEST_CASE("recomputed vectors: inner product manipulation") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  for (const auto& c : file->at("cases")) {
    const auto honest = cases::contributions_of(c.at("honest").get<oracle::rows>());
    const auto expected = c.at("outputs").at("byzfl.attack.IPM").at("peer").get<oracle::row>();
    const auto forged = *inner_product({2}).forge(cases::eavesdropper(honest, 1));
    CHECK(cases::relative_error(forged, expected) < cases::float_error_max);
  }
}

}  // namespace
