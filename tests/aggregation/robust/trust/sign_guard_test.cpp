#include "aggregation/robust/trust/sign_guard.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

#include "aggregation/robust/drawn_coordinates.hpp"
#include "tests/aggregation/robust/trust/updates.hpp"

namespace {

using starling::aggregation::sign_guard;
using starling::messages::refusal;

double length_between(const oracle::row& a, const oracle::row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(a[k] - b[k], 2);
  return std::sqrt(sum);
}

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

/// How many of a tenth of the coordinates rise, rest and fall: those that the rule draws.
oracle::rows sign_counts(const cases::round& r) {
  starling::messages::random_source random(
      starling::messages::substream(r.context.seed, "sign_guard"));
  const std::size_t d = r.origin.size();
  const auto chosen = starling::aggregation::drawn_coordinates(random, d, (d + 9) / 10);
  oracle::rows counts(r.g.size(), oracle::row(3));
  for (std::size_t i = 0; i < r.g.size(); ++i) {
    for (const std::size_t k : chosen) counts[i][r.g[i][k] > 0 ? 0 : r.g[i][k] < 0 ? 2 : 1] += 1;
  }
  return counts;
}

constexpr double counts_alike = 1e-9;  // the rule's shares are rounded, these counts are not

/// Where a flat mean shift from `at` comes to rest.
oracle::row resting_place(oracle::row at, const oracle::rows& points, double bandwidth) {
  for (;;) {
    oracle::rows within;
    for (const auto& p : points) {
      if (length_between(at, p) <= bandwidth) within.push_back(p);
    }
    const oracle::row next = oracle::mean(within, oracle::row(within.size(), 1.0));
    if (length_between(at, next) <= counts_alike) return next;
    at = next;
  }
}

/// Of the points 1 where they are in the largest cluster, of equal ones that of the lowest.
oracle::row in_largest_cluster(const oracle::rows& points) {
  double bandwidth = counts_alike;
  for (const auto& p : points) {
    oracle::row distances;
    for (const auto& q : points) distances.push_back(length_between(p, q));
    std::sort(distances.begin(), distances.end());
    bandwidth += distances[std::max<std::size_t>(points.size() / 2, 1) - 1] /
                 static_cast<double>(points.size());
  }
  oracle::rows modes;
  oracle::rows members;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto mode = resting_place(points[i], points, bandwidth);
    std::size_t at = 0;
    while (at < modes.size() && length_between(modes[at], mode) > bandwidth) ++at;
    if (at == modes.size()) {
      modes.push_back(mode);
      members.emplace_back(points.size());
    }
    members[at][i] = 1;
  }
  return *std::max_element(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return std::count(a.begin(), a.end(), 1.0) < std::count(b.begin(), b.end(), 1.0);
  });
}

/// 1 where sign guard keeps a change, by its definition.
oracle::row kept_by_definition(const cases::round& r) {
  oracle::row lengths;
  for (const auto& g : r.g) lengths.push_back(std::sqrt(oracle::dot(g, g)));
  oracle::row sorted = lengths;
  std::sort(sorted.begin(), sorted.end());
  const double median = (sorted[sorted.size() / 2] + sorted[(sorted.size() - 1) / 2]) / 2;
  oracle::row both = in_largest_cluster(sign_counts(r));
  oracle::row fits;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    fits.push_back(lengths[i] >= 0.1 * median && lengths[i] <= 3 * median ? 1 : 0);
    both[i] *= fits[i];
  }
  return std::count(both.begin(), both.end(), 1.0) > 0 ? both : fits;
}

TEST_CASE("sign guard keeps whom its definition keeps") {
  sign_guard rule;
  int dropped_by_signs = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto r = cases::random_round(seed);
    r.context.seed = seed;
    if (seed % 2 == 1) {  // f that flip all signs
      auto flipped = r.g;
      for (std::size_t i = 0; i < r.context.byzantine; ++i) {
        for (double& v : flipped[i]) v = -v;
      }
      r = cases::round_of(r.origin, flipped, r.context.byzantine);
      r.context.seed = seed;
    }
    const auto out = cases::combined(rule, r);
    oracle::row kept(r.g.size(), 1.0);
    for (const auto& j : out.judgements) {
      kept[j.peer.value] = 0;
      dropped_by_signs += j.measured == j.limit ? 1 : 0;
    }
    CHECK(kept == kept_by_definition(r));
  }
  CHECK(dropped_by_signs > 200);
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
