#include "aggregation/robust/distance_based/mda.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/robust/laws.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using starling::aggregation::mda;
using starling::aggregation::rule_error;
using starling::messages::random_source;

double diameter(const oracle::rows& x) {
  double most = 0;
  for (const auto& a : x) {
    for (const auto& b : x) {
      double sum = 0;
      for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(a[k] - b[k], 2);
      most = std::max(most, sum);
    }
  }
  return std::sqrt(most);
}

/// The first best of all subsets of n - f, in lexicographic order.
oracle::rows tightest(const oracle::rows& x, std::size_t f) {
  std::vector<char> taken(x.size(), 1);
  std::fill(taken.end() - static_cast<std::ptrdiff_t>(f), taken.end(), 0);
  oracle::rows best;
  do {
    oracle::rows chosen;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (taken[i] != 0) chosen.push_back(x[i]);
    }
    if (best.empty() || diameter(chosen) < diameter(best)) best = chosen;
  } while (std::prev_permutation(taken.begin(), taken.end()));
  return best;
}

TEST_CASE("mda averages the n - f of smallest diameter, ties to the lowest set") {
  mda rule;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(seed, 2, 1);
    c.n = std::min<std::size_t>(c.n, 3 + seed % 8);
    c.f = std::min(c.f, (c.n - 1) / 2);
    c.all.resize(c.n);
    for (auto& one : c.all) {  // few columns: enumeration is slow
      one.parameters =
          starling::messages::tensor(one.parameters.values().first(std::min<std::size_t>(c.d, 12)));
    }
    const auto chosen = tightest(cases::rows_of(c.all), c.f);
    const auto out = laws::combined(rule, c.all, c.f);
    CHECK(cases::relative_error(out.parameters,
                                oracle::mean(chosen, oracle::row(chosen.size(), 1.0))) <
          cases::float_error_max);
    REQUIRE(out.judgements.size() == c.f);
    for (const auto& j : out.judgements) {
      CHECK(j.limit == doctest::Approx(diameter(chosen)));
      auto with = chosen;
      with.push_back(cases::row_of(c.all[j.peer.value].parameters));
      CHECK(std::max(j.measured, j.limit) == doctest::Approx(diameter(with)));
    }
  }
}

TEST_CASE("mda keeps every law of a rule") {
  mda rule;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    auto c = cases::random_case(seed, 2, 1);
    c.f = std::min<std::size_t>(c.f, 8);  // more may be too costly where nobody is alike
    laws::order_of_arrival_does_not_matter(rule, c);
    laws::moves_and_scales_with_its_input(rule, c);
    laws::leaves_its_input_alone(rule, c);
  }
  for (std::size_t f = 0; f < 4; ++f) laws::refuses_other_shapes_and_too_few(rule, f);
  laws::stays_finite(rule, 1);
}

TEST_CASE("mda withstands f of 2 f + 1") {
  mda rule;
  laws::withstands(rule, 11, 5);
  laws::withstands(rule, 10, 3);
  laws::withstands(rule, 50, 24);
}

/// Triangles of side √32, and single points; all else is √22 apart. As whom to keep of a triangle
/// is a free choice, a search that keeps one too many of them has 3^triangles ways to fail.
oracle::rows triangles(std::size_t count, std::size_t singles) {
  oracle::rows x;
  for (std::size_t i = 0; i < 3 * count + singles; ++i) {
    const std::size_t own = i < 3 * count ? i / 3 : i - 2 * count;
    oracle::row r(3 * (count + singles));
    for (std::size_t k = 0; k < 3; ++k) r[3 * own + k] = -1;
    r[3 * own + (i < 3 * count ? i % 3 : 0)] = 3;
    x.push_back(r);
  }
  return x;
}

TEST_CASE("mda refuses what its budget of search nodes does not decide") {
  mda rule;
  const auto few = cases::contributions_of(triangles(5, 20));
  CHECK(laws::combined(rule, few, 9).judgements[0].limit == doctest::Approx(std::sqrt(32)));
  CHECK(laws::combined(rule, few, 10).judgements[0].limit == doctest::Approx(std::sqrt(22)));
  const auto many = cases::contributions_of(triangles(20, 40));
  CHECK(laws::combined(rule, many, 40).judgements[0].limit == doctest::Approx(std::sqrt(22)));
  const auto refused = rule.combine(many, 39);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == rule_error::too_costly);
}

TEST_CASE("published vectors: minimum diameter averaging") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  mda rule;
  const auto all = cases::contributions_of(file->at("X").get<oracle::rows>());
  CHECK(cases::relative_error(
            laws::combined(rule, all, 1).parameters,
            outside::named(file->at("aggregators"), "MDA").at("expected").get<oracle::row>()) <
        cases::float_error_max);
}

TEST_CASE("recomputed vectors: minimum diameter averaging") {
  const auto file = outside::vectors("recomputed.json");
  if (!file) return;
  mda rule;
  for (const auto& c : file->at("cases")) {
    const auto all = cases::contributions_of(c.at("X").get<oracle::rows>());
    const auto& expected = c.at("outputs").at("byzfl.MDA").at("peer");
    CHECK(cases::relative_error(laws::combined(rule, all, c.at("f").get<std::size_t>()).parameters,
                                expected.get<oracle::row>()) < cases::float_error_max);
  }
}

}  // namespace
