#include "aggregation/attacks/omniscient/min_max.hpp"

#include <doctest/doctest.h>

#include <array>

#include "tests/aggregation/attacks/eavesdropper.hpp"

namespace {

using namespace starling::aggregation;
using starling::attack::direction;
using starling::messages::tensor;

constexpr std::array directions = {direction::deviation, direction::sign, direction::unit};

/// The direction from the definition.
oracle::row way(const oracle::rows& x, const oracle::row& base, direction how) {
  const oracle::row zero(base.size());
  const oracle::row change = oracle::plus(oracle::mean(x), -1, base);
  if (how == direction::deviation) {
    return oracle::plus(zero, -1, oracle::deviation(x, static_cast<double>(x.size()) - 1));
  }
  if (how == direction::unit)
    return oracle::plus(zero, -1 / oracle::distance(change, zero), change);
  oracle::row out;
  for (const double v : change) out.push_back(v > 0 ? -1 : (v < 0 ? 1 : 0));
  return out;
}

double farthest(const oracle::rows& x, const oracle::row& from) {
  double most = 0;
  for (const auto& r : x) most = std::max(most, oracle::distance(r, from));
  return most;
}

double squares(const oracle::rows& x, const oracle::row& from) {
  double sum = 0;
  for (const auto& r : x) sum += std::pow(oracle::distance(r, from), 2);
  return sum;
}

using measure = double (*)(const oracle::rows&, const oracle::row&);

/// mean + gamma · way with the largest gamma that bisection finds.
oracle::row by_bisection(const oracle::rows& x, const oracle::row& way, measure how) {
  double most = 0;
  for (const auto& r : x) most = std::max(most, how(x, r));
  double low = 0;
  double high = 1e6;
  for (int i = 0; i < 80; ++i) {
    const double gamma = (low + high) / 2;
    (how(x, oracle::plus(oracle::mean(x), gamma, way)) <= most ? low : high) = gamma;
  }
  return oracle::plus(oracle::mean(x), low, way);
}

/// Real numbers, more than one of them: neither ties nor directions of length zero.
cases::seeded honest_case(std::uint64_t seed) {
  return cases::random_case(3 * seed + 1, 1, 3);
}

void equals_bisection(std::uint64_t seed, direction how, const attack& forger, measure by) {
  CAPTURE(seed);
  const auto c = honest_case(seed);
  const auto x = cases::rows_of(c.all);
  const oracle::row base = seed % 2 == 0 ? oracle::row(c.d) : oracle::row(c.d, 0.25);
  const auto forged = *forger.forge(cases::eavesdropper(c.all, 1, cases::tensor_of(base)));
  const auto expected = by_bisection(x, way(x, base, how), by);
  // gamma solves a quadratic: rounding of the squares counts as its root.
  CHECK(cases::relative_error(forged, expected) < 1e-5);
}

TEST_CASE("min max and min sum equal a bisection of gamma, in every direction") {
  for (std::uint64_t seed = 0; seed < 70; ++seed) {
    for (const direction how : directions) {
      equals_bisection(seed, how, min_max({how}), farthest);
      equals_bisection(seed, how, min_sum({how}), squares);
    }
  }
}

TEST_CASE("the constraint holds with equality, but for the rounding to float") {
  for (std::uint64_t seed = 0; seed < 70; ++seed) {
    CAPTURE(seed);
    const auto c = honest_case(seed);
    const auto x = cases::rows_of(c.all);
    double largest = 0;
    double sum = 0;
    for (const auto& r : x) {
      largest = std::max(largest, farthest(x, r));
      sum = std::max(sum, squares(x, r));
    }
    const auto known = cases::eavesdropper(c.all, 1);
    for (const direction how : directions) {
      const auto far = cases::row_of(*min_max({how}).forge(known));
      CHECK(farthest(x, far) == doctest::Approx(largest).epsilon(1e-5));
      const auto summed = cases::row_of(*min_sum({how}).forge(known));
      CHECK(squares(x, summed) == doctest::Approx(sum).epsilon(1e-5));
    }
  }
}

TEST_CASE("where the honest agree there is no room, and their mean is sent") {
  const auto all = cases::contributions_of(oracle::rows(4, {1, -2, 3}));
  for (const direction how : directions) {
    CHECK(min_max({how}).forge(cases::eavesdropper(all, 1)) == all[0].parameters);
    CHECK(min_sum({how}).forge(cases::eavesdropper(all, 1)) == all[0].parameters);
    CHECK(min_max({how}).forge(cases::known(tensor(3), {}, 1)) == tensor(3));
    CHECK(min_sum({how}).forge(cases::known(tensor(3), {}, 1)) == tensor(3));
  }
}

}  // namespace
