#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "aggregation/rule.hpp"
#include "tests/aggregation/oracle.hpp"

// What holds for every rule, whatever it computes.

namespace laws {

using starling::aggregation::rule;
using starling::aggregation::rule_error;

/// f liars; where the rule trusts someone, that is the last one, who is never a liar below.
inline starling::aggregation::round_context context_of(
    const rule& r, std::span<const starling::messages::contribution> all, std::size_t f) {
  starling::aggregation::round_context context;
  context.byzantine = f;
  if (r.needs_trusted() && !all.empty()) context.trusted = all.back().sender;
  return context;
}

inline starling::messages::combination combined(rule& r, const cases::contributions& all,
                                                std::size_t f) {
  auto result = r.combine(all, context_of(r, all, f));
  REQUIRE(result);
  return std::move(result).value();
}

/// x -> factor · x + offset; exact when both are powers of two and small integers.
inline cases::contributions moved(const cases::contributions& all, double factor, double offset) {
  cases::contributions out = all;
  for (auto& c : out) {
    for (float& v : c.parameters.mutate()) v = static_cast<float>(factor * double{v} + offset);
  }
  return out;
}

inline void order_of_arrival_does_not_matter(rule& r, const cases::seeded& c) {
  cases::contributions arrived = c.all;
  starling::messages::random_source random(c.d);
  random.shuffle(std::span(arrived));
  std::sort(arrived.begin(), arrived.end(),
            [](const auto& a, const auto& b) { return a.sender < b.sender; });
  CHECK(combined(r, arrived, c.f).parameters == combined(r, c.all, c.f).parameters);
}

inline void moves_and_scales_with_its_input(rule& r, const cases::seeded& c) {
  const oracle::row plain = cases::row_of(combined(r, c.all, c.f).parameters);
  oracle::row expected = plain;
  for (double& v : expected) v = 4 * v;
  CHECK(combined(r, moved(c.all, 4, 0), c.f).parameters == cases::tensor_of(expected));
  expected = plain;
  for (double& v : expected) v += 16;
  const auto translated = combined(r, moved(c.all, 1, 16), c.f).parameters;
  CHECK(cases::relative_error(translated, expected) < cases::float_error_max);
}

inline void leaves_its_input_alone(rule& r, const cases::seeded& c) {
  const oracle::rows before = cases::rows_of(c.all);
  std::vector<const float*> storage;
  for (const auto& x : c.all) storage.push_back(x.parameters.values().data());
  auto out = combined(r, c.all, c.f);
  if (!out.parameters.empty()) out.parameters.mutate()[0] += 1;
  CHECK(cases::rows_of(c.all) == before);
  for (std::size_t i = 0; i < c.n; ++i) CHECK(c.all[i].parameters.values().data() == storage[i]);
}

inline void refuses_other_shapes_and_too_few(rule& r, std::size_t f) {
  const std::size_t least = r.contributions_min(f);
  const auto enough = cases::contributions_of(oracle::rows(least, oracle::row(3, 1.0)));
  CHECK(r.combine(enough, context_of(r, enough, f)));
  const auto few = r.combine(std::span(enough).first(least - 1), context_of(r, enough, f));
  REQUIRE_FALSE(few);
  CHECK(few.error() == rule_error::too_few_contributions);
  auto odd = enough;
  odd.push_back(odd.back());
  odd.back().parameters = starling::messages::tensor(4);
  const auto differ = r.combine(odd, context_of(r, odd, f));
  REQUIRE_FALSE(differ);
  CHECK(differ.error() == rule_error::dimensions_differ);
}

/// Finite input, however large, gives finite output.
inline void stays_finite(rule& r, std::size_t f) {
  constexpr double most = std::numeric_limits<float>::max();
  const std::size_t n = std::max<std::size_t>(r.contributions_min(f), 7);
  oracle::rows x(n, oracle::row{most, -most, 0.0, 1e-40});
  for (std::size_t i = 0; i < n; i += 2) x[i] = {most, most, -0.0, -1e-40};
  const auto out = combined(r, cases::contributions_of(x), f);
  CHECK(out.parameters.all_finite());
  CHECK(static_cast<double>(out.parameters.values()[0]) > most * (1 - cases::float_error_max));
}

/// f liars of any size cannot pull it further than the honest ones reach.
inline void withstands(rule& r, std::size_t n, std::size_t f) {
  for (const double lie : {1e3, 1e10, 1e38}) {
    for (const bool colluding : {true, false}) {
      starling::messages::random_source random(n);
      oracle::rows x(n, oracle::row(20));
      for (std::size_t i = 0; i < n; ++i) {
        for (double& v : x[i]) {
          v = i < f ? lie * (colluding ? 1.0 : random.uniform()) : random.uniform(-1, 1);
        }
      }
      const auto out = combined(r, cases::contributions_of(x), f);
      for (const float v : out.parameters.values()) CHECK(std::abs(v) <= 1.0F);
    }
  }
}

inline void every_law(rule& r, std::size_t slope, std::size_t constant) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    const auto c = cases::random_case(seed, slope, constant);
    order_of_arrival_does_not_matter(r, c);
    moves_and_scales_with_its_input(r, c);
    leaves_its_input_alone(r, c);
  }
  for (std::size_t f = 0; f < 4; ++f) refuses_other_shapes_and_too_few(r, f);
  stays_finite(r, 1);
}

}  // namespace laws
