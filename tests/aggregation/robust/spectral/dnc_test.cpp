#include "aggregation/robust/spectral/dnc.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <set>

#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/robust/spectral/covariance.hpp"

namespace {

using starling::aggregation::dnc;
using starling::aggregation::round_context;
using starling::messages::node_id;
using starling::messages::refusal;

/// Whom one draw keeps, by the d × d covariance of all coordinates; none where that is a tie.
std::optional<oracle::row> kept_by(const oracle::rows& x, std::size_t removed) {
  const oracle::row all(x.size(), 1.0);
  if (removed == 0) return all;
  const auto top = oracle::widest_of(oracle::covariance(x, all));
  if (!top.alone) return std::nullopt;
  const auto t = oracle::squared_projections(x, oracle::mean(x, all), top.direction);
  auto sorted = t;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t left = x.size() - removed;
  if (sorted[left] - sorted[left - 1] < 1e-9 * sorted.back()) return std::nullopt;
  oracle::row kept;
  for (const double value : t) kept.push_back(value <= sorted[left - 1] ? 1 : 0);
  return kept;
}

TEST_CASE("dnc with all coordinates is its definition with the d × d covariance") {
  dnc rule({.iterations = 3, .coordinates = 10'000, .filter = 1});
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const auto c = cases::narrow_case(seed, 2, 1, 6);
    const auto x = cases::rows_of(c.all);
    const auto kept = kept_by(x, c.f);
    if (!kept) continue;
    ++compared;
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters, oracle::mean(x, *kept)) < cases::float_error_max);
    REQUIRE(out.judgements.size() == c.f);
    for (const auto& j : out.judgements) {
      CHECK((*kept)[j.peer.value] == 0);
      CHECK(j.why == refusal::outvoted);
      CHECK(j.measured > j.limit);
    }
  }
  CHECK(compared >= 200);
}

TEST_CASE("dnc removes floor(c f), and needs more than that") {
  dnc rule({.iterations = 1, .coordinates = 100, .filter = 1.5});
  const auto c = cases::random_case(4, 2, 20);
  CHECK(laws::combined(rule, c.all, 3).judgements.size() == 4);
  CHECK(rule.contributions_min(3) == 7);
  CHECK(dnc({.iterations = 1, .coordinates = 1, .filter = 3}).contributions_min(5) == 16);
  CHECK(rule.precondition() == "n >= 2 f + 1");
}

TEST_CASE("dnc averages whom every draw keeps, and draws anew from each seed") {
  // Each of five lies in a coordinate of its own; one of the five is seen by a draw.
  oracle::rows x(12, oracle::row(5));
  for (std::size_t i = 0; i < 5; ++i) x[i][i] = 100;
  const auto all = cases::contributions_of(x);
  round_context context;
  context.byzantine = 1;
  std::set<std::uint32_t> first_outvoted;
  std::size_t most = 0;
  for (context.seed = 0; context.seed < 50; ++context.seed) {
    dnc once({.iterations = 1, .coordinates = 1, .filter = 1});
    const auto out = once.combine(all, context);
    REQUIRE(out);
    REQUIRE(out->judgements.size() == 1);
    first_outvoted.insert(out->judgements[0].peer.value);
    dnc thrice({.iterations = 3, .coordinates = 1, .filter = 1});
    const auto more = thrice.combine(all, context);
    REQUIRE(more);
    CHECK(more->judgements.size() >= 1);
    most = std::max(most, more->judgements.size());
    CHECK(thrice.combine(all, context)->parameters == more->parameters);
  }
  CHECK(first_outvoted == std::set<std::uint32_t>{0, 1, 2, 3, 4});
  CHECK(most == 3);
}

TEST_CASE("dnc believes whom the last draw keeps when no one is kept by all") {
  // Two of three go in each draw; three coordinates, each with another one in the middle.
  const auto all = cases::contributions_of({{0.0, 9.0, -8.0}, {9.0, -8.0, 0.0}, {-8.0, 0.0, 9.0}});
  round_context context;
  context.byzantine = 1;
  bool nobody_was_kept = false;
  for (context.seed = 0; context.seed < 50; ++context.seed) {
    dnc rule({.iterations = 4, .coordinates = 1, .filter = 2});
    const auto out = rule.combine(all, context);
    REQUIRE(out);
    CHECK(out->judgements.size() == 2);
    CHECK(out->samples.value == 10);
    dnc once({.iterations = 1, .coordinates = 1, .filter = 2});
    const auto first = once.combine(all, context);
    REQUIRE(first);
    nobody_was_kept = nobody_was_kept || !(first->parameters == out->parameters);
  }
  CHECK(nobody_was_kept);
}

TEST_CASE("dnc keeps exactly the honest ones when f liars are far away") {
  dnc rule;
  for (const double lie : {1e3, 1e10, 1e30, 1e37}) {
    const auto x = cases::liars_first(16, 5, lie);
    const auto out = laws::combined(rule, cases::contributions_of(x), 5);
    oracle::row honest(16, 1.0);
    std::fill_n(honest.begin(), 5, 0.0);
    CHECK(cases::relative_error(out.parameters, oracle::mean(x, honest)) < cases::float_error_max);
    REQUIRE(out.judgements.size() == 5);
    CHECK(out.judgements[4].peer == node_id{4});
  }
}

TEST_CASE("dnc keeps every law of a rule") {
  dnc rule;
  laws::every_law(rule, 2, 1);
}

}  // namespace
