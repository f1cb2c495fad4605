#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "tests/aggregation/oracle.hpp"

// The spectral rules' definition: the covariance as a matrix of d × d, for a few coordinates.

namespace oracle {

struct widest {
  double variance = 0;
  row direction;
  bool alone = true;  ///< No other eigenvalue is as large: the direction is defined.
};

/// Squares the matrix until nothing but the largest eigenvalue's part is left.
inline widest widest_of(const rows& covariance) {
  const std::size_t d = covariance.size();
  rows power = covariance;
  for (int squaring = 0; squaring < 40; ++squaring) {
    double trace = 0;
    for (std::size_t k = 0; k < d; ++k) trace += power[k][k];
    if (!(trace > 0)) return {0, row(d), false};
    rows next(d, row(d));
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t k = 0; k < d; ++k) {
        const double factor = power[i][k] / trace;
        for (std::size_t j = 0; j < d; ++j) next[i][j] += factor * power[k][j] / trace;
      }
    }
    power = next;
  }
  double trace = 0;
  double squares = 0;
  std::size_t column = 0;
  for (std::size_t i = 0; i < d; ++i) {
    trace += power[i][i];
    if (power[i][i] > power[column][column]) column = i;
    for (std::size_t j = 0; j < d; ++j) squares += power[i][j] * power[i][j];
  }
  widest out{0, power[column], squares > (1 - 1e-6) * trace * trace};
  double length = 0;
  for (const double v : out.direction) length += v * v;
  for (double& v : out.direction) v /= std::sqrt(length);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      out.variance += out.direction[i] * covariance[i][j] * out.direction[j];
    }
  }
  return out;
}

inline rows covariance(const rows& x, const row& weights) {
  const row centre = mean(x, weights);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  rows out(centre.size(), row(centre.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t a = 0; a < centre.size(); ++a) {
      for (std::size_t b = 0; b < centre.size(); ++b) {
        out[a][b] += weights[i] / total * (x[i][a] - centre[a]) * (x[i][b] - centre[b]);
      }
    }
  }
  return out;
}

/// t_i = ((x_i - mean) · direction)².
inline row squared_projections(const rows& x, const row& centre, const row& direction) {
  row t;
  for (const row& r : x) {
    double along = 0;
    for (std::size_t k = 0; k < r.size(); ++k) along += (r[k] - centre[k]) * direction[k];
    t.push_back(along * along);
  }
  return t;
}

}  // namespace oracle

namespace cases {

/// As `random_case`, with at most `most` coordinates.
inline seeded narrow_case(std::uint64_t seed, std::size_t slope, std::size_t constant,
                          std::size_t most) {
  seeded c = random_case(seed, slope, constant);
  c.d = std::min(c.d, most);
  for (auto& one : c.all) {
    one.parameters = starling::messages::tensor(one.parameters.values().first(c.d));
  }
  return c;
}

/// f liars at `lie` before n - f honest ones in [-1, 1].
inline oracle::rows liars_first(std::size_t n, std::size_t f, double lie) {
  starling::messages::random_source random(n);
  oracle::rows x(n, oracle::row(20));
  for (std::size_t i = 0; i < n; ++i) {
    for (double& v : x[i]) v = i < f ? lie * (1 + random.uniform()) : random.uniform(-1, 1);
  }
  return x;
}

}  // namespace cases
