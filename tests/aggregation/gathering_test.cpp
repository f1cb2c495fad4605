#include "aggregation/gathering.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::gathering;
using starling::aggregation::round_context;
using starling::messages::node_id;
using starling::messages::refusal;
using starling::messages::tensor;

constexpr double infinity = std::numeric_limits<double>::infinity();

const std::vector<double>& pairs_of_three() {
  static const std::vector<double> coefficients{1, 0, 0, 0, .5, .5};
  return coefficients;
}

TEST_CASE("a combination's score is the weighted mean of the scores that are numbers") {
  auto all = cases::contributions_of({{1.0}, {1.0}, {1.0}, {1.0}});
  all[0].score = 2;
  all[0].weight = 3;
  all[1].score = 6;
  all[2].score = std::numeric_limits<double>::quiet_NaN();
  all[3].score = -infinity;
  CHECK(gathering(all, {}).combined({}).score == doctest::Approx(3));
  CHECK(gathering(all, {}).combined({}).samples.value == 40);
  const std::vector<std::size_t> used{1, 2};
  CHECK(gathering(all, {}).combined({}, used).score == doctest::Approx(6));
  CHECK(gathering(all, {}).combined({}, used).samples.value == 20);
}

TEST_CASE("claims of any size do not overflow a combination") {
  auto all = cases::contributions_of({{1.0}, {1.0}});
  for (auto& c : all) {
    c.samples.value = std::numeric_limits<std::uint64_t>::max() - 1;
    c.score = std::numeric_limits<double>::max();
  }
  const auto out = gathering(all, {}).combined({});
  CHECK(out.samples.value == std::numeric_limits<std::uint64_t>::max());
  CHECK(out.score == std::numeric_limits<double>::max());
}

TEST_CASE("a combination without a usable score is as bad as can be") {
  auto all = cases::contributions_of({{1.0}});
  all[0].score = infinity;
  CHECK(gathering(all, {}).combined({}).score == infinity);
}

TEST_CASE("a proposal that is not finite is set aside, judged, and counted off f") {
  auto all = cases::contributions_of({{1.0}, {2.0}, {3.0}, {4.0}});
  all[1].parameters.mutate()[0] = std::numeric_limits<float>::quiet_NaN();
  all[3].parameters.mutate()[0] = std::numeric_limits<float>::infinity();
  round_context context;
  context.byzantine = 1;
  context.trusted = node_id{2};
  gathering heard(all, context);
  CHECK(heard.size() == 2);
  CHECK(heard.byzantine() == 0);
  CHECK(heard.trusted() == 1);
  CHECK(heard.row(1).same_storage(all[2].parameters));
  CHECK(heard.squared_distances() == std::vector{0.0, 4.0, 4.0, 0.0});
  const auto out = heard.combined(heard.mean(heard.weights()));
  CHECK(out.parameters.values()[0] == 2);
  REQUIRE(out.judgements.size() == 2);
  CHECK(out.judgements[0].peer == node_id{1});
  CHECK(out.judgements[1].why == refusal::non_finite);
}

TEST_CASE("rows that are mixed, shrunk and mixed again are what the same steps by hand give") {
  starling::messages::random_source random(3);
  oracle::rows x(5, oracle::row(40));
  for (auto& r : x) {
    for (double& v : r) v = random.normal();
  }
  const auto all = cases::contributions_of(x);
  oracle::row origin(40);
  for (double& v : origin) v = random.normal();
  round_context context;
  context.origin = cases::tensor_of(origin);
  gathering heard(all, context);
  const std::vector<double> pairs{.5, .5, 0, 0, 0, 0, 0, .25, .75, 0, 0, 0, 0, 0, 1};
  const std::vector<double> factors{1, .5, .25};
  heard.mix(pairs, {{0, 1}, {2, 3}, {4}});
  heard.shrink(factors);
  heard.mix(pairs_of_three(), {{0}, {1, 2}});

  const auto step = [](const oracle::rows& rows, const std::vector<double>& a) {
    oracle::rows out(a.size() / rows.size(), oracle::row(40));
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (std::size_t j = 0; j < rows.size(); ++j) {
        for (std::size_t k = 0; k < 40; ++k) out[i][k] += a[i * rows.size() + j] * rows[j][k];
      }
    }
    return out;
  };
  auto y = step(x, pairs);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 40; ++k) y[i][k] = origin[k] + factors[i] * (y[i][k] - origin[k]);
  }
  y = step(y, pairs_of_three());
  REQUIRE(heard.size() == 2);
  CHECK(heard.owners(1).size() == 3);
  CHECK(cases::relative_error(heard.row(0), y[0]) < cases::float_error_max);
  CHECK(cases::relative_error(heard.row(1), y[1]) < cases::float_error_max);
  double distance = 0;
  double norm = 0;
  for (std::size_t k = 0; k < 40; ++k) {
    distance += std::pow(y[0][k] - y[1][k], 2);
    norm += std::pow(y[1][k] - origin[k], 2);
  }
  CHECK(heard.squared_distances()[1] == doctest::Approx(distance).epsilon(1e-5));
  CHECK(heard.squared_norms()[1] == doctest::Approx(norm).epsilon(1e-5));
}

}  // namespace
