#include "aggregation/robust/trust/sign_guard.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "tests/aggregation/robust/trust/updates.hpp"

namespace {

using starling::aggregation::sign_guard;
using starling::messages::refusal;

/// The mean of the changes of those that were not judged, clipped to the median length.
oracle::row clipped_mean(const cases::round& r, const starling::messages::combination& out) {
  oracle::row lengths;
  for (const auto& g : r.g) lengths.push_back(std::sqrt(oracle::dot(g, g)));
  oracle::row sorted = lengths;
  std::sort(sorted.begin(), sorted.end());
  const double median = (sorted[sorted.size() / 2] + sorted[(sorted.size() - 1) / 2]) / 2;
  oracle::row weights(r.g.size(), 1.0);
  for (const auto& j : out.judgements) weights[j.peer.value] = 0;
  const double kept = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double ratio = lengths[i] / median;
    if (ratio < 0.1 || ratio > 3) CHECK(weights[i] == 0);
    weights[i] *= std::min(1.0, 1 / ratio) / kept;
  }
  return oracle::moved(r.origin, r.g, weights);
}

TEST_CASE("sign guard is the mean of those it keeps, clipped to the median length") {
  sign_guard rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto r = cases::random_round(seed);
    r.context.seed = seed;
    const auto out = cases::combined(rule, r);
    CHECK(out.judgements.size() < r.g.size());
    CHECK(cases::relative_error(out.parameters, clipped_mean(r, out)) < cases::float_error_max);
    CHECK(cases::combined(rule, r).parameters == out.parameters);
  }
}

TEST_CASE("sign guard drops liars that flip all signs at honest length") {
  sign_guard rule;
  starling::messages::random_source random(2);
  oracle::rows changes(15, oracle::row(2000));
  for (std::size_t i = 0; i < 15; ++i) {
    for (double& v : changes[i]) v = (i < 5 ? -1 : 1) * (random.normal() + 0.7);
  }
  const auto r = cases::round_of(oracle::row(2000, 0.5), changes, 5);
  const auto out = cases::combined(rule, r);
  REQUIRE(out.judgements.size() >= 5);
  for (std::uint32_t i = 0; i < 5; ++i) CHECK(out.judgements[i].peer.value == i);
  for (const auto& j : out.judgements) {
    CHECK(j.why == refusal::outvoted);
    CHECK(j.measured == j.limit);  // the length was fine
  }
}

TEST_CASE("sign guard withstands f liars of any size first in order") {
  sign_guard rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
}

TEST_CASE("sign guard: the median of zero lengths keeps those that do not move") {
  sign_guard rule;
  const auto r = cases::round_of({1.0, 2.0}, {{0.0, 0.0}, {0.0, 0.0}, {4.0, 0.0}}, 1);
  const auto out = cases::combined(rule, r);
  CHECK(out.parameters == r.context.origin);
  REQUIRE(out.judgements.size() == 1);
  CHECK(out.judgements[0].measured == 4);
  CHECK(out.judgements[0].limit == 0);
}

TEST_CASE("sign guard keeps the laws of a rule that do not move the origin") {
  sign_guard rule;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto c = cases::random_case(seed, 2, 1);
    laws::order_of_arrival_does_not_matter(rule, c);
    laws::leaves_its_input_alone(rule, c);
    oracle::row expected = cases::row_of(laws::combined(rule, c.all, c.f).parameters);
    for (double& v : expected) v *= 4;
    CHECK(laws::combined(rule, laws::moved(c.all, 4, 0), c.f).parameters ==
          cases::tensor_of(expected));
  }
  for (std::size_t f = 0; f < 4; ++f) laws::refuses_other_shapes_and_too_few(rule, f);
  laws::stays_finite(rule, 1);
}

}  // namespace
