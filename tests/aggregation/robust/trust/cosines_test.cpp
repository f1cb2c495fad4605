#include "aggregation/robust/trust/cosines.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/robust/trust/updates.hpp"

namespace {

using starling::aggregation::cosines;
using starling::aggregation::cosines_with;

struct vectors {
  explicit vectors(const oracle::rows& x) : all(cases::contributions_of(x)) {
    rows.size = x[0].size();
    for (const auto& c : all) rows.stored.push_back(c.parameters.values().data());
    for (const auto& r : cases::rows_of(all)) squares.push_back(oracle::dot(r, r));
  }
  cases::contributions all;
  starling::aggregation::kernels::rows rows;
  oracle::row squares;
  starling::aggregation::kernels::in_order alone;
};

TEST_CASE("cosines are those of the definition, at lengths from 1e-30 to 1e30") {
  starling::messages::random_source random(1);
  oracle::rows x(9, oracle::row(9000));
  for (std::size_t i = 0; i < 9; ++i) {
    for (double& v : x[i])
      v = std::pow(10.0, 30.0 * (static_cast<double>(i) / 4 - 1)) * (random.normal() + 0.5);
  }
  const vectors v(x);
  const auto all = cosines(v.rows, {}, v.squares, v.alone);
  const auto some = cosines_with(3, v.rows, {}, v.squares, v.alone);
  const auto exact = cases::rows_of(v.all);
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t j = 0; j < 9; ++j) {
      // Unit vectors of floats: each element is off by 6e-8 of itself.
      CHECK(std::abs(all[i * 9 + j] - oracle::cosine(exact[i], exact[j])) < 1e-7);
    }
    CHECK(some[i] == doctest::Approx(all[3 * 9 + i]).epsilon(1e-12));
  }
}

TEST_CASE("a vector of length zero has no cosine with any, and opposite ones have -1") {
  const vectors v({{0.0, 0.0}, {2.0, 0.0}, {-7.0, 0.0}});
  const auto all = cosines(v.rows, {}, v.squares, v.alone);
  CHECK(all == oracle::row{0, 0, 0, 0, 1, -1, 0, -1, 1});
}

}  // namespace
