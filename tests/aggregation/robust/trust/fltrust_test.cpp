#include "aggregation/robust/trust/fltrust.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "tests/aggregation/robust/trust/updates.hpp"

namespace {

using starling::aggregation::fltrust;
using starling::aggregation::rule_error;
using starling::messages::node_id;
using starling::messages::refusal;

TEST_CASE("fltrust averages changes of the trusted one's length, weighted by their cosine") {
  fltrust rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto r = cases::random_round(seed);
    const std::size_t trusted = seed % r.g.size();
    r.context.trusted = node_id{static_cast<std::uint32_t>(trusted)};
    oracle::row weights;
    double trust = 0;
    for (const auto& g : r.g) {
      const double score = std::max(0.0, oracle::cosine(g, r.g[trusted]));
      weights.push_back(score *
                        std::sqrt(oracle::dot(r.g[trusted], r.g[trusted]) / oracle::dot(g, g)));
      trust += score;
    }
    for (double& w : weights) w /= trust;
    const auto out = cases::combined(rule, r);
    CHECK(cases::relative_error(out.parameters, oracle::moved(r.origin, r.g, weights)) <
          cases::float_error_max);
    std::size_t judged = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] > 0) continue;
      REQUIRE(judged < out.judgements.size());
      CHECK(out.judgements[judged].peer.value == i);
      CHECK(out.judgements[judged].why == refusal::outvoted);
      CHECK(out.judgements[judged].measured <= 0);
      CHECK(out.judgements[judged].limit == 0);
      ++judged;
    }
    CHECK(judged == out.judgements.size());
  }
}

TEST_CASE("no liar, of however many, moves fltrust by more than the trusted change is long") {
  fltrust rule;
  for (const double lie : {1e3, 1e10, 1e30, 1e37}) {
    for (const double direction : {1.0, -1.0}) {
      const oracle::row origin{1.0, -1.0, 0.5};
      const oracle::row honest{0.01, 0.02, -0.01};
      oracle::rows changes(9, oracle::row{lie * direction, lie * direction, 0.0});
      changes.push_back(honest);
      auto r = cases::round_of(origin, changes, 9);
      r.context.trusted = node_id{9};
      const auto out = cases::combined(rule, r);
      oracle::row moved = cases::row_of(out.parameters);
      for (std::size_t k = 0; k < 3; ++k) moved[k] -= r.origin[k];
      CHECK(oracle::dot(moved, moved) <= oracle::dot(r.g[9], r.g[9]) * (1 + 1e-4));
      CHECK(out.judgements.size() == (direction > 0 ? 0 : 9));
      if (direction < 0) CHECK(out.parameters.same_storage(r.all[9].parameters));
    }
  }
}

TEST_CASE("a trusted one that changes nothing is the answer of fltrust") {
  fltrust rule;
  auto r = cases::round_of({1.0, 2.0}, {{0.5, 0.5}, {0.0, 0.0}, {3.0, 0.0}}, 1);
  r.context.trusted = node_id{1};
  const auto out = cases::combined(rule, r);
  CHECK(out.parameters == r.context.origin);
  CHECK(out.judgements.size() == 2);
  CHECK(out.samples.value == 10);
}

TEST_CASE("fltrust needs someone to trust, and stays finite") {
  fltrust rule;
  const auto all = cases::contributions_of({{1.0}, {2.0}});
  const auto refused = rule.combine(all, 0);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == rule_error::nobody_trusted);
  constexpr double most = std::numeric_limits<float>::max();
  auto r = cases::round_of({-most, 0.0}, {{0.0, 1e-30}, {0.0, most}}, 0);
  r.context.trusted = node_id{1};
  CHECK(cases::combined(rule, r).parameters.all_finite());
}

TEST_CASE("fltrust keeps the laws of a rule that do not move the origin") {
  fltrust rule;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto c = cases::random_case(seed, 2, 1);
    laws::order_of_arrival_does_not_matter(rule, c);
    laws::leaves_its_input_alone(rule, c);
    oracle::row expected = cases::row_of(laws::combined(rule, c.all, c.f).parameters);
    for (double& v : expected) v *= 4;
    CHECK(laws::combined(rule, laws::moved(c.all, 4, 0), c.f).parameters ==
          cases::tensor_of(expected));
  }
  laws::refuses_other_shapes_and_too_few(rule, 1);
}

}  // namespace
