#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/aggregation/oracle.hpp"

// The geometric median by its definition, on the coordinates themselves.

namespace oracle {

inline double distance(const row& a, const row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::pow(a[k] - b[k], 2);
  return std::sqrt(sum);
}

/// Whether no direction away from x[k] lowers the sum: the unit vectors to the others, weighed, sum
/// up to no more than the weight of x[k] and its copies.
inline bool is_geometric_median(const rows& x, const row& due, std::size_t k) {
  row pull(x[k].size());
  double own = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double away = distance(x[i], x[k]);
    if (away == 0) own += due[i];
    for (std::size_t j = 0; j < pull.size() && away > 0; ++j) {
      pull[j] += due[i] * (x[i][j] - x[k][j]) / away;
    }
  }
  return distance(pull, row(pull.size())) <= own * (1 + 1e-12);
}

/// One of the points if it is best, else Weiszfeld until it stands still. Slow where it should be
/// next to a point.
inline row geometric_median(const rows& x, const row& due) {
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (is_geometric_median(x, due, k)) return x[k];
  }
  row at = mean(x, due);
  for (int step = 0; step < 200'000; ++step) {
    row weights;
    for (std::size_t i = 0; i < x.size(); ++i) {
      weights.push_back(due[i] / std::max(distance(x[i], at), 1e-12));
    }
    const row next = mean(x, weights);
    const double moved = distance(next, at);
    at = next;
    if (moved < 1e-13) break;
  }
  return at;
}

}  // namespace oracle
