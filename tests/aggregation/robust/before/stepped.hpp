#pragma once

#include <doctest/doctest.h>

#include "aggregation/robust/before/pre_step.hpp"
#include "tests/aggregation/oracle.hpp"

// What a pre-step does, as rows that can be looked at.

namespace stepped {

using starling::aggregation::gathering;
using starling::aggregation::pre_step;
using starling::aggregation::round_context;

struct outcome {
  oracle::rows rows;
  std::vector<std::vector<std::size_t>> owners;
  std::vector<starling::messages::judgement> judgements;
};

inline outcome apply(const pre_step& step, const cases::contributions& all,
                     const round_context& context) {
  gathering heard(all, context);
  REQUIRE(heard.size() >= step.rows_min(heard.byzantine()));
  step.apply(heard);
  CHECK(heard.size() == step.rows_after(all.size()));
  outcome out;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    out.rows.push_back(cases::row_of(heard.row(i)));
    out.owners.emplace_back(heard.owners(i).begin(), heard.owners(i).end());
  }
  out.judgements = heard.combined({}).judgements;
  return out;
}

inline round_context context_of(std::size_t f, oracle::row origin = {}, std::uint64_t seed = 0) {
  round_context context;
  context.byzantine = f;
  if (!origin.empty()) context.origin = cases::tensor_of(origin);
  context.seed = seed;
  return context;
}

/// Each row of a in units of the largest element of that row of b.
inline void check_equal(const oracle::rows& a, const oracle::rows& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < b.size(); ++i) {
    CAPTURE(i);
    CHECK(cases::relative_error(cases::tensor_of(a[i]), b[i]) < cases::float_error_max);
  }
}

}  // namespace stepped

namespace oracle {

inline double distance(const row& a, const row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return std::sqrt(sum);
}

inline rows nnm(const rows& x, std::size_t f) {
  rows out;
  for (const row& from : x) {
    row distances;
    for (const row& to : x) distances.push_back(distance(from, to));
    rows nearest;
    for (const std::size_t j : best(distances, x.size() - f)) nearest.push_back(x[j]);
    out.push_back(mean(nearest, row(nearest.size(), 1.0)));
  }
  return out;
}

inline rows clipped(rows x, const row& origin, double norm_max) {
  for (row& r : x) {
    const double norm = distance(r, origin);
    if (norm <= norm_max) continue;
    for (std::size_t k = 0; k < r.size(); ++k) {
      r[k] = origin[k] + (r[k] - origin[k]) * (norm_max / norm);
    }
  }
  return x;
}

}  // namespace oracle
