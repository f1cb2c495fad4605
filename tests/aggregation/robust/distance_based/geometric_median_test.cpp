#include "aggregation/robust/distance_based/geometric_median.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/distance_based/geometric_medians.hpp"
#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using starling::aggregation::geometric_median;
using starling::aggregation::rule_error;
using starling::messages::random_source;
using starling::messages::refusal;
using starling::messages::tensor;

/// RFA's line, from zero.
oracle::row smoothed(const oracle::rows& x, const oracle::row& due, double nu, std::size_t steps) {
  oracle::row z(x[0].size());
  for (std::size_t step = 0; step < steps; ++step) {
    oracle::row weights;
    for (std::size_t i = 0; i < x.size(); ++i) {
      weights.push_back(due[i] / std::max(nu, oracle::distance(x[i], z)));
    }
    z = oracle::mean(x, weights);
  }
  return z;
}

TEST_CASE("the geometric median has the least weighted sum of distances") {
  geometric_median rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(seed, 2, 1);
    random_source random(seed);
    oracle::row due(c.n, 1.0);
    for (std::size_t i = 0; i < c.n && seed % 4 != 0; ++i) {
      c.all[i].weight = due[i] = random.uniform(0.5, 3);
    }
    const auto x = cases::rows_of(c.all);
    const bool on_a_line = c.d == 1 && seed % 4 == 0;
    const auto expected = on_a_line ? oracle::median(x) : oracle::geometric_median(x, due);
    CHECK(cases::relative_error(laws::combined(rule, c.all, c.f).parameters, expected) <
          cases::float_error_max);
  }
}

TEST_CASE("with a fixed number of steps the geometric median is smoothed Weiszfeld from zero") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(seed, 2, 1);
    random_source random(seed);
    oracle::row due;
    for (auto& one : c.all) due.push_back(one.weight = random.uniform(0.5, 3));
    const double nu = random.uniform(0.01, 1);
    geometric_median rule({.iterations = 1 + seed % 5, .smoothing = nu});
    CHECK(cases::relative_error(laws::combined(rule, c.all, c.f).parameters,
                                smoothed(cases::rows_of(c.all), due, nu, 1 + seed % 5)) <
          cases::float_error_max);
  }
}

TEST_CASE("the geometric median of equal weights is not the first contribution") {
  // A set of weights that are equal has one element: a peer returned its first client's model so.
  geometric_median rule;
  const oracle::rows x{
      {100, 100, 100}, {1, 1.25, 0.75}, {1.25, 0.75, 1}, {0.75, 1, 1.25}, {1, 1, 1}};
  const auto out = laws::combined(rule, cases::contributions_of(x), 1);
  CHECK(cases::relative_error(out.parameters, oracle::geometric_median(x, oracle::row(5, 1.0))) <
        cases::float_error_max);
  for (const float v : out.parameters.values()) CHECK(std::abs(v - 1) < 0.25);
  REQUIRE(out.judgements.size() == 1);
  CHECK(out.judgements[0].peer.value == 0);
}

TEST_CASE("the geometric median keeps every law of a rule") {
  geometric_median rule;
  laws::every_law(rule, 2, 1);
}

TEST_CASE("by fixed steps the geometric median keeps the laws that hold for a start from zero") {
  geometric_median rule({.iterations = 3});
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    laws::order_of_arrival_does_not_matter(rule, c);
    laws::leaves_its_input_alone(rule, c);
  }
  laws::refuses_other_shapes_and_too_few(rule, 2);
  laws::stays_finite(rule, 1);
}

TEST_CASE("the geometric median withstands f of 2 f + 1") {
  geometric_median rule;
  laws::withstands(rule, 13, 5);
  laws::withstands(rule, 10, 3);
}

TEST_CASE(
    "liars at every distance move the geometric median as the definition says, to 1e-6 of a "
    "spread") {
  geometric_median rule;
  for (double lie = 1; lie < 2e37; lie *= 10) {
    for (const bool colluding : {true, false}) {
      for (const std::size_t f : {1, 4, 6}) {
        CAPTURE(lie);
        CAPTURE(colluding);
        CAPTURE(f);
        random_source random(f);
        oracle::rows x(13, oracle::row(20));
        for (std::size_t i = 0; i < x.size(); ++i) {
          for (double& v : x[i]) {
            v = random.uniform(-1, 1);
            if (i < f) v = colluding ? lie : lie * (v + 0.5) * static_cast<double>(i + 1);
          }
        }
        const auto all = cases::contributions_of(x);
        const auto at = cases::row_of(laws::combined(rule, all, 6).parameters);
        const auto expected = oracle::geometric_median(cases::rows_of(all), oracle::row(13, 1.0));
        double spread = 0;  // six colluders of 13 move it by several, and its rounding with it
        for (std::size_t i = f; i < 13; ++i) spread += oracle::distance(x[i], expected);
        spread /= static_cast<double>(13 - f);
        CHECK(oracle::distance(at, expected) < 1e-6 * spread);
      }
    }
  }
}

TEST_CASE("liars far off in opposite directions, each at its own distance, cancel out") {
  geometric_median rule;
  oracle::rows x{{-1, 0}, {1, 0}, {0, 1}, {0, -1}, {0.5, 0.25}, {1e30, 0}, {-1e12, 0}};
  const auto out = laws::combined(rule, cases::contributions_of(x), 2);
  x.resize(5);
  CHECK(oracle::distance(cases::row_of(out.parameters),
                         oracle::geometric_median(x, oracle::row(5, 1.0))) < 1e-6);
  REQUIRE(out.judgements.size() == 2);
  CHECK(out.judgements[0].measured == doctest::Approx(1e30));
  CHECK(out.judgements[1].measured == doctest::Approx(1e12));
}

TEST_CASE("the geometric median names far liars, and nobody in an honest crowd") {
  for (const std::size_t iterations : {0, 3}) {
    geometric_median rule({.iterations = iterations});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CAPTURE(seed);
      random_source random(seed);
      oracle::rows x(20, oracle::row(50));
      for (auto& r : x) {
        for (double& v : r) v = 0.3 + random.normal();
      }
      CHECK(laws::combined(rule, cases::contributions_of(x), 4).judgements.empty());
      for (std::size_t i = 0; i < 4; ++i) {
        for (double& v : x[i]) v = 5 + random.normal();
      }
      const auto judged = laws::combined(rule, cases::contributions_of(x), 4).judgements;
      REQUIRE(judged.size() == 4);
      for (std::size_t i = 0; i < 4; ++i) {
        CHECK(judged[i].peer.value == i);
        CHECK(judged[i].why == refusal::outvoted);
        CHECK(judged[i].measured > judged[i].limit);
      }
    }
  }
}

TEST_CASE("what has no weight does not count for the geometric median") {
  geometric_median rule;
  auto all = cases::contributions_of({{1.0}, {5.0}, {9.0}, {1e30}});
  all[0].weight = all[3].weight = 0;
  CHECK(laws::combined(rule, all, 1).parameters == cases::tensor_of({7.0}));
  for (auto& c : all) c.weight = 0;
  const auto out = rule.combine(all, 1);
  REQUIRE_FALSE(out);
  CHECK(out.error() == rule_error::too_few_contributions);
}

TEST_CASE("published vectors: geometric median") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto& published = outside::named(file->at("aggregators"), "GeometricMedian");
  const auto& with = published.at("params");
  geometric_median rule({.iterations = with.at("T"), .smoothing = with.at("nu")});
  const auto all = cases::contributions_of(file->at("X").get<oracle::rows>());
  CHECK(cases::relative_error(laws::combined(rule, all, 1).parameters,
                              published.at("expected").get<oracle::row>()) <
        cases::float_error_max);
}

TEST_CASE("recomputed vectors: geometric median") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  for (const auto& c : file->at("cases")) {
    CAPTURE(c.at("label").get<std::string>());
    const auto all = cases::contributions_of(c.at("X").get<oracle::rows>());
    const auto& outputs = c.at("outputs");
    for (const std::string name : {"byzfl.GeometricMedian", "byzfl.GeometricMedian_T100"}) {
      CAPTURE(name);
      const auto& with = outputs.at(name).at("params");
      geometric_median rule({.iterations = with.at("T"), .smoothing = with.at("nu")});
      CHECK(cases::relative_error(laws::combined(rule, all, 0).parameters,
                                  outputs.at(name).at("peer").get<oracle::row>()) <
            cases::float_error_max);
    }
    geometric_median converged;
    const auto& expected = outputs.at("definition.GeometricMedian_converged").at("definition");
    CHECK(cases::relative_error(laws::combined(converged, all, 0).parameters,
                                expected.get<oracle::row>()) < cases::float_error_max);
  }
}

}  // namespace
