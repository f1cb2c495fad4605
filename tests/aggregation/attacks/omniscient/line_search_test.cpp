#include "aggregation/attacks/omniscient/line_search.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/aggregation/attacks/eavesdropper.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("the search climbs to the edge beyond which the rule would notice") {
  for (const double edge : {0.3, 4.0, 57.0}) {
    CAPTURE(edge);
    const auto height = [&](double x) { return std::optional(x <= edge ? x : -1.0); };
    const double found = *highest(height, {.evaluations = 60, .step = 10});
    CHECK(found <= edge);
    // No step is kept more often than six times: the last ones are below 10 · 0.8^40.
    CHECK(edge - found < 2e-3);
  }
}

TEST_CASE("the search tries as many values as it is allowed, 0 first") {
  std::vector<double> tried;
  const auto height = [&](double x) {
    tried.push_back(x);
    return std::optional(x <= 20 ? x : -1.0);
  };
  CHECK(highest(height, {.evaluations = 5, .step = 10}) == 20);
  CHECK(tried == std::vector<double>{0, 10, 20, 30, 28});
}

TEST_CASE("what is not known is lower than all else") {
  const auto beyond = [](double x) { return x < 5 ? std::nullopt : std::optional(-x); };
  CHECK(highest(beyond, {.evaluations = 2, .step = 6}) == 6);
  const auto nothing = [](double) { return std::optional<double>(); };
  CHECK_FALSE(highest(nothing, {}).has_value());
}

TEST_CASE("the rule is asked about the honest and all adversaries, sorted by sender") {
  const auto honest = cases::contributions_of({{1}, {2}, {3}});
  auto known = cases::eavesdropper(honest, 2);
  known.self.value = 7;  // of the two, the second
  known.colluder = 1;
  std::vector<std::uint32_t> senders;
  std::vector<float> values;
  known.defence = [&](std::span<const starling::messages::contribution> all) {
    for (const auto& c : all) senders.push_back(c.sender.value);
    for (const auto& c : all) values.push_back(c.parameters.values()[0]);
    return std::optional(all[0].parameters);
  };
  const std::vector mean = {2.0};
  const auto at = [](double x) { return cases::tensor_of({x + 9}); };
  CHECK(most_damaging(known, mean, at, {.evaluations = 1}) == 0);
  CHECK(senders == std::vector<std::uint32_t>{0, 1, 2, 6, 7});
  CHECK(values == std::vector<float>{1, 2, 3, 9, 9});
}

TEST_CASE("where nothing was overheard, all honest are taken to say what it would have said") {
  auto known = cases::known(cases::tensor_of({5}), {}, 1);
  known.self.value = 3;
  known.nodes = 4;
  std::vector<float> values;
  known.defence = [&](std::span<const starling::messages::contribution> all) {
    for (const auto& c : all) values.push_back(c.parameters.values()[0]);
    return std::optional(all[0].parameters);
  };
  const auto at = [](double) { return cases::tensor_of({9}); };
  CHECK(most_damaging(known, std::vector{5.0}, at, {.evaluations = 1}) == 0);
  CHECK(values == std::vector<float>{5, 5, 5, 9});
}

TEST_CASE("without a rule, or where it refuses, there is no worst strength") {
  const auto honest = cases::contributions_of({{1}, {2}, {3}});
  auto known = cases::eavesdropper(honest, 2);
  const auto at = [](double x) { return cases::tensor_of({x}); };
  CHECK_FALSE(most_damaging(known, std::vector{2.0}, at, {}).has_value());
  known.defence = cases::defended_by(starling::rule::krum{2}, 2);  // n = 5 < 2 f + 3
  CHECK_FALSE(most_damaging(known, std::vector{2.0}, at, {}).has_value());
}

}  // namespace
