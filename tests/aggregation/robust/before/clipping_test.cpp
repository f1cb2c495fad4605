#include "aggregation/robust/before/clipping.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/aggregation/robust/before/stepped.hpp"

namespace {

using starling::aggregation::clipping;
using starling::messages::refusal;

TEST_CASE("clipping shortens what is longer than allowed, about any origin, and says so") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, 2, 1);
    starling::messages::random_source random(seed);
    oracle::row origin(seed % 2 == 0 ? c.d : 0);
    for (double& v : origin) v = static_cast<float>(random.normal());
    const oracle::row from = origin.empty() ? oracle::row(c.d) : origin;
    const auto x = cases::rows_of(c.all);
    oracle::row norms;
    for (const auto& r : x) norms.push_back(oracle::distance(r, from));
    const double most = *std::max_element(norms.begin(), norms.end());
    const double norm_max = std::max(most * random.uniform(), 1e-3);
    const auto out = stepped::apply(clipping(norm_max), c.all, stepped::context_of(0, origin));
    stepped::check_equal(out.rows, oracle::clipped(x, from, norm_max));
    auto judged = out.judgements.begin();
    for (std::size_t i = 0; i < c.n; ++i) {
      if (norms[i] <= norm_max) continue;
      REQUIRE(judged != out.judgements.end());
      CHECK(judged->peer == c.all[i].sender);
      CHECK(judged->why == refusal::clipped);
      CHECK(judged->measured == doctest::Approx(norms[i]).epsilon(1e-12));
      CHECK(judged->limit == norm_max);
      ++judged;
    }
    CHECK(judged == out.judgements.end());
  }
}

TEST_CASE("clipping leaves what is short enough as it is, to the bit and in its place") {
  const auto all = cases::contributions_of({{3.0, 4.0}, {0.1, 0.2}});
  const auto context = stepped::context_of(0);
  starling::aggregation::gathering heard(all, context);
  clipping(5).apply(heard);
  CHECK(heard.row(0).same_storage(all[0].parameters));
  CHECK(heard.rows().mixing.empty());
}

TEST_CASE("clipping brings the largest floats down to size and takes the smallest") {
  constexpr double most = std::numeric_limits<float>::max();
  const auto all = cases::contributions_of({{most, most}, {-most, 0.0}, {1e-44, 1e-40}});
  const auto out = stepped::apply(clipping(1), all, stepped::context_of(0));
  stepped::check_equal({out.rows[0], out.rows[1]}, {{std::sqrt(0.5), std::sqrt(0.5)}, {-1.0, 0.0}});
  for (std::size_t k = 0; k < 2; ++k) {
    const double given = static_cast<double>(all[2].parameters.values()[k]);
    CHECK(std::abs(out.rows[2][k] - given) <= std::numeric_limits<float>::denorm_min());
  }
  CHECK(clipping(1).rows_min(7) == 1);
}

}  // namespace
