#include "aggregation/robust/before/arc.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/robust/before/stepped.hpp"

namespace {

using starling::aggregation::arc;

TEST_CASE("arc clips the floor(2 f (n - f) / n) longest changes to the next length") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    starling::messages::random_source random(seed);
    oracle::row origin(c.d);
    for (double& v : origin) v = seed % 2 == 0 ? static_cast<float>(random.normal()) : 0.0;
    const auto x = cases::rows_of(c.all);
    oracle::row norms;
    for (const auto& r : x) norms.push_back(oracle::distance(r, origin));
    oracle::row sorted = norms;
    std::sort(sorted.begin(), sorted.end());
    std::size_t k = 0;
    while ((k + 1) * c.n <= 2 * c.f * (c.n - c.f)) ++k;
    const double threshold = sorted[c.n - k - 1];
    const auto out = stepped::apply(arc(), c.all, stepped::context_of(c.f, origin));
    stepped::check_equal(out.rows, oracle::clipped(x, origin, threshold));
    CHECK(out.judgements.size() ==
          static_cast<std::size_t>(
              std::count_if(norms.begin(), norms.end(), [&](double v) { return v > threshold; })));
    for (const auto& j : out.judgements) {
      CHECK(j.measured > j.limit);
      CHECK(j.limit == doctest::Approx(threshold).epsilon(1e-12));
    }
  }
}

TEST_CASE("arc with nobody to fear changes nothing") {
  CHECK(arc().rows_min(0) == 1);
  CHECK(arc().rows_min(3) == 7);
  const auto all = cases::contributions_of({{1e30}, {1.0}, {2.0}});
  CHECK(stepped::apply(arc(), all, stepped::context_of(0)).rows == cases::rows_of(all));
}

TEST_CASE("arc clips to nothing where most changes are nothing") {
  const auto all = cases::contributions_of({{5.0}, {2.0}, {2.0}, {2.0}, {2.0}});
  const auto out = stepped::apply(arc(), all, stepped::context_of(1, {2.0}));
  CHECK(out.rows == oracle::rows(5, {2.0}));
}

}  // namespace
