#include "aggregation/robust/best.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "aggregation/robust/mean.hpp"

using starling::aggregation::best;
using starling::aggregation::rule_error;
using starling::messages::contribution;
using starling::messages::tensor;

namespace {

contribution found(std::uint32_t who, double x, double score) {
  contribution c;
  c.sender = {who};
  c.parameters = tensor(std::span<const double>(&x, 1));
  c.samples = {1};
  c.score = score;
  return c;
}

}  // namespace

TEST_CASE("best is the proposal of the lowest score, ties to the lowest sender, and hands on all") {
  best rule;
  const std::vector<contribution> all = {found(1, 10, 2), found(3, 30, 1), found(4, 40, 1)};
  const auto out = rule.combine(all, 0);
  REQUIRE(out);
  CHECK(out->parameters.same_storage(all[1].parameters));
  CHECK(out->score == 1);
  REQUIRE(out->heard.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(out->heard[i].sender == all[i].sender);
}

TEST_CASE("a score that is no number is worse than any, and an infinite point is set aside") {
  best rule;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<contribution> all = {found(0, 1, nan), found(1, 2, 1e300),
                                         found(2, infinity, -5)};
  const auto out = rule.combine(all, 0);
  REQUIRE(out);
  CHECK(out->parameters.doubles()[0] == 2);
  CHECK(out->heard.size() == 2);
  CHECK(out->judgements.size() == 1);
}

TEST_CASE("points of float64 are for rules that choose, and never mixed with float32") {
  starling::aggregation::mean mean;
  const std::vector<contribution> points = {found(0, 1, 1), found(1, 2, 1)};
  const auto mixed = mean.combine(points, 0);
  REQUIRE_FALSE(mixed);
  CHECK(mixed.error() == rule_error::dimensions_differ);
  auto two = points;
  two[1].parameters = tensor(1);
  best rule;
  CHECK_FALSE(rule.combine(two, 0));
}
