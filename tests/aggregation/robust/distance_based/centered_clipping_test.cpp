#include "aggregation/robust/distance_based/centered_clipping.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using starling::aggregation::centered_clipping;
using starling::aggregation::round_context;
using starling::aggregation::rule_error;
using starling::messages::random_source;
using starling::messages::refusal;
using starling::messages::tensor;

double distance(const oracle::row& a, const oracle::row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(a[k] - b[k], 2);
  return std::sqrt(sum);
}

/// The paper's line, L times.
oracle::row clipped(const oracle::rows& x, const oracle::row& weights, oracle::row v, double tau,
                    std::size_t steps) {
  double total = 0;
  for (const double w : weights) total += w;
  for (std::size_t step = 0; step < steps; ++step) {
    oracle::row moved = v;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double factor = std::min(1.0, tau / distance(x[i], v));
      for (std::size_t k = 0; k < v.size(); ++k) {
        moved[k] += weights[i] / total * (x[i][k] - v[k]) * factor;
      }
    }
    v = moved;
  }
  return v;
}

TEST_CASE("centered clipping moves by the weighted mean of clipped differences, round by round") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(seed, 2, 1);
    random_source random(seed);
    oracle::row weights;
    for (auto& one : c.all) weights.push_back(one.weight = random.uniform(0.5, 3));
    const double tau = random.uniform(0.1, 20);
    const std::size_t steps = 1 + seed % 3;
    centered_clipping rule({.radius = tau, .iterations = steps});
    oracle::row v(c.d);
    for (int round = 0; round < 3; ++round) {
      v = clipped(cases::rows_of(c.all), weights, v, tau, steps);
      const auto out = laws::combined(rule, c.all, c.f);
      CHECK(cases::relative_error(out.parameters, v) < cases::float_error_max);
    }
  }
}

TEST_CASE("centered clipping of models carries over the change, not the model") {
  constexpr double tau = 3;
  centered_clipping of_changes({.radius = tau, .iterations = 2});
  centered_clipping of_models({.radius = tau, .iterations = 2});
  random_source random(4);
  for (int round = 0; round < 4; ++round) {
    oracle::row origin(30);
    for (double& v : origin) v = 1 + std::floor(random.uniform(0, 64)) / 64;
    oracle::rows changes(9, oracle::row(30));
    oracle::rows models = changes;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      for (std::size_t k = 0; k < 30; ++k) {
        changes[i][k] = std::floor(random.uniform(-64, 64)) / 64;  // exact, also when added
        models[i][k] = origin[k] + changes[i][k];
      }
    }
    round_context context;
    context.origin = cases::tensor_of(origin);
    const auto proposed = cases::contributions_of(models);
    const auto out = of_models.combine(proposed, context);
    REQUIRE(out);
    auto expected =
        cases::row_of(laws::combined(of_changes, cases::contributions_of(changes), 0).parameters);
    for (std::size_t k = 0; k < 30; ++k) expected[k] += origin[k];
    CHECK(cases::relative_error(out->parameters, expected) < cases::float_error_max);
  }
}

TEST_CASE("centered clipping reports those it clipped, with their distances") {
  centered_clipping rule({.radius = 5});
  const auto out = laws::combined(rule, cases::contributions_of({{3.0, 4.0}, {6.0, 8.0}}), 0);
  CHECK(out.parameters == cases::tensor_of({3.0, 4.0}));
  REQUIRE(out.judgements.size() == 1);
  CHECK(out.judgements[0].peer.value == 1);
  CHECK(out.judgements[0].why == refusal::clipped);
  CHECK(out.judgements[0].measured == 10);
  CHECK(out.judgements[0].limit == 5);
}

TEST_CASE("centered clipping ignores the order of arrival and leaves its input alone") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    centered_clipping one;
    centered_clipping other;
    auto shuffled = c.all;
    random_source(seed).shuffle(std::span(shuffled));
    std::sort(shuffled.begin(), shuffled.end(),
              [](const auto& a, const auto& b) { return a.sender < b.sender; });
    for (int round = 0; round < 2; ++round) {
      CHECK(laws::combined(one, c.all, c.f).parameters ==
            laws::combined(other, shuffled, c.f).parameters);
    }
    laws::leaves_its_input_alone(one, c);
  }
}

TEST_CASE("centered clipping scales with its input when the radius does") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto c = cases::random_case(seed, 2, 1);
    centered_clipping plain({.radius = 2});
    centered_clipping scaled({.radius = 8});
    auto expected = cases::row_of(laws::combined(plain, c.all, c.f).parameters);
    for (double& v : expected) v *= 4;
    CHECK(laws::combined(scaled, laws::moved(c.all, 4, 0), c.f).parameters ==
          cases::tensor_of(expected));
  }
}

TEST_CASE("centered clipping refuses other shapes, nobody, and nobody with weight") {
  centered_clipping rule;
  laws::refuses_other_shapes_and_too_few(rule, 0);
  auto all = cases::contributions_of({{1.0}, {2.0}});
  all[0].weight = all[1].weight = 0;
  const auto out = rule.combine(all, 0);
  REQUIRE_FALSE(out);
  CHECK(out.error() == rule_error::too_few_contributions);
}

TEST_CASE("no liar pulls centered clipping further than the radius by its share") {
  for (const double lie : {1e3, 1e10, 1e38}) {
    CAPTURE(lie);
    random_source random(8);
    oracle::rows x(10, oracle::row(20));
    for (auto& r : x) {
      for (double& v : r) v = random.uniform(-1, 1);
    }
    auto honest = x;
    honest.resize(7);
    for (std::size_t i = 7; i < 10; ++i) x[i].assign(20, lie);
    centered_clipping rule({.radius = 10});
    const auto out = laws::combined(rule, cases::contributions_of(x), 3).parameters;
    auto expected = clipped(honest, oracle::row(7, 1.0), oracle::row(20), 10, 1);
    // Each component of a liar's clipped pull is tau / sqrt(d).
    for (double& v : expected) v = 0.7 * v + 0.3 * 10 / std::sqrt(20.0);
    CHECK(cases::relative_error(out, expected) < 1e-5);  // weights as small as 1e-38 are denormal
  }
}

TEST_CASE("centered clipping stays finite and recovers after the worst of rounds") {
  constexpr float most = std::numeric_limits<float>::max();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const bool with_origin : {false, true}) {
    centered_clipping rule({.radius = 10, .iterations = 3});
    round_context context;
    if (with_origin) context.origin = cases::tensor_of({-most, most, 0});
    auto all = cases::contributions_of({{most, -most, 0}, {most, most, 1}, {nan, 0, 0}});
    const auto worst = rule.combine(all, context);
    REQUIRE(worst);
    CHECK(worst->parameters.all_finite());
    REQUIRE_FALSE(worst->judgements.empty());
    CHECK(worst->judgements[0].why == refusal::non_finite);
    context.origin = {};
    const auto clean = cases::contributions_of(oracle::rows(4, oracle::row{1.0, 2.0, 3.0}));
    for (int round = 0; round < 20; ++round) {
      const auto out = rule.combine(clean, context);
      REQUIRE(out);
      CHECK(out->parameters.all_finite());
      if (!with_origin && round == 19) {
        CHECK(cases::relative_error(out->parameters, {1.0, 2.0, 3.0}) < cases::float_error_max);
      }
    }
  }
}

TEST_CASE("a radius beyond every float makes centered clipping the mean, finite at every size") {
  centered_clipping rule({.radius = 1e300});
  laws::stays_finite(rule, 0);
}

TEST_CASE("published vectors: centered clipping") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto& published = outside::named(file->at("aggregators"), "CenteredClipping");
  const auto& with = published.at("params");
  centered_clipping rule({.radius = with.at("tau"), .iterations = with.at("L")});
  const auto all = cases::contributions_of(file->at("X").get<oracle::rows>());
  CHECK(cases::relative_error(laws::combined(rule, all, 1).parameters,
                              published.at("expected").get<oracle::row>()) <
        cases::float_error_max);
}

TEST_CASE("recomputed vectors: centered clipping") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  for (const auto& c : file->at("cases")) {
    const auto& expected = c.at("outputs").at("byzfl.CenteredClipping");
    const auto& with = expected.at("params");
    centered_clipping rule({.radius = with.at("tau"), .iterations = with.at("L")});
    const auto all = cases::contributions_of(c.at("X").get<oracle::rows>());
    CHECK(cases::relative_error(laws::combined(rule, all, 0).parameters,
                                expected.at("peer").get<oracle::row>()) < cases::float_error_max);
  }
}

}  // namespace
