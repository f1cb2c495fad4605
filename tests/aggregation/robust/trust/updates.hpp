#pragma once

#include <cmath>
#include <cstddef>

#include "aggregation/rule.hpp"
#include "tests/aggregation/robust/laws.hpp"

// What the rules about changes are checked with: g_i = x_i - origin, in double.

namespace oracle {

inline double dot(const row& a, const row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

inline double cosine(const row& a, const row& b) {
  const double lengths = std::sqrt(dot(a, a)) * std::sqrt(dot(b, b));
  return lengths > 0 ? dot(a, b) / lengths : 0;
}

/// origin + Σ weights[i] · g[i].
inline row moved(const row& origin, const rows& g, const row& weights) {
  row out = origin;
  for (std::size_t i = 0; i < g.size(); ++i) {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] += weights[i] * g[i][k];
  }
  return out;
}

}  // namespace oracle

namespace cases {

/// A round whose changes lean to one side, so that most cosines are positive.
struct round {
  oracle::row origin;
  oracle::rows g;
  contributions all;
  starling::aggregation::round_context context;
};

inline round round_of(const oracle::row& origin, const oracle::rows& changes, std::size_t f) {
  round r;
  r.context.origin = tensor_of(origin);
  r.context.byzantine = f;
  r.origin = row_of(r.context.origin);
  oracle::rows x = changes;
  for (auto& row : x) {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] += origin[k];
  }
  r.all = contributions_of(x);
  r.g = rows_of(r.all);  // as floats have them
  for (auto& row : r.g) {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] -= r.origin[k];
  }
  return r;
}

inline round random_round(std::uint64_t seed) {
  starling::messages::random_source random(starling::messages::substream(seed, "round"));
  const std::size_t f = random.below(8);
  const std::size_t d = 1 + random.below(120);
  oracle::row origin(d);
  for (double& v : origin) v = random.normal();
  oracle::rows changes(2 * f + 1 + random.below(10), oracle::row(d));
  for (auto& row : changes) {
    const double scale = std::exp(random.normal());
    for (double& v : row) v = scale * (random.normal() + 0.3);
  }
  return round_of(origin, changes, f);
}

inline starling::messages::combination combined(starling::aggregation::rule& rule, const round& r) {
  auto out = rule.combine(r.all, r.context);
  REQUIRE(out);
  return std::move(out).value();
}

}  // namespace cases
