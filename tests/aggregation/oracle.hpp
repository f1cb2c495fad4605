#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "aggregation/attacks/attack.hpp"
#include "messages/types/random.hpp"
#include "messages/vocabulary/contribution.hpp"

// The rules as their definitions say them, in double, and seeded cases to compare them on.

namespace oracle {

using row = std::vector<double>;
using rows = std::vector<row>;

inline row column(const rows& x, std::size_t k) {
  row values;
  for (const row& r : x) values.push_back(r[k]);
  std::sort(values.begin(), values.end());
  return values;
}

inline row mean(const rows& x, const row& weights) {
  row out(x[0].size());
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] += weights[i] * x[i][k] / total;
  }
  return out;
}

inline row median(const rows& x) {
  row out;
  for (std::size_t k = 0; k < x[0].size(); ++k) {
    const row v = column(x, k);
    const std::size_t n = v.size();
    out.push_back(n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2);
  }
  return out;
}

inline row trimmed_mean(const rows& x, std::size_t f) {
  row out;
  for (std::size_t k = 0; k < x[0].size(); ++k) {
    const row v = column(x, k);
    double sum = 0;
    for (std::size_t i = f; i < v.size() - f; ++i) sum += v[i];
    out.push_back(sum / static_cast<double>(v.size() - 2 * f));
  }
  return out;
}

/// Per column the mean of the `keep` values nearest to the centre, the smaller of two equally near.
inline row nearest_mean(const rows& x, const row& centre, std::size_t keep) {
  row out;
  for (std::size_t k = 0; k < centre.size(); ++k) {
    row v = column(x, k);
    std::stable_sort(v.begin(), v.end(), [&](double a, double b) {
      return std::abs(a - centre[k]) < std::abs(b - centre[k]);
    });
    v.resize(keep);
    std::sort(v.begin(), v.end());
    out.push_back(std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(keep));
  }
  return out;
}

inline row krum_scores(const rows& x, std::size_t f) {
  row scores;
  for (std::size_t i = 0; i < x.size(); ++i) {
    row distances;
    for (std::size_t j = 0; j < x.size(); ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < x[i].size(); ++k) sum += std::pow(x[i][k] - x[j][k], 2);
      if (j != i) distances.push_back(sum);
    }
    std::sort(distances.begin(), distances.end());
    distances.resize(x.size() - f - 2);
    scores.push_back(std::accumulate(distances.begin(), distances.end(), 0.0));
  }
  return scores;
}

/// The m best scores, by index; equal scores go to the lower index.
inline std::vector<std::size_t> best(const row& scores, std::size_t m) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  order.resize(m);
  std::sort(order.begin(), order.end());
  return order;
}

inline row multi_krum(const rows& x, std::size_t f, std::size_t m) {
  rows chosen;
  for (const std::size_t i : best(krum_scores(x, f), m)) chosen.push_back(x[i]);
  return mean(chosen, row(m, 1.0));
}

}  // namespace oracle

namespace cases {

using contributions = std::vector<starling::messages::contribution>;

inline starling::messages::tensor tensor_of(const oracle::row& values) {
  const std::vector<float> narrow(values.begin(), values.end());
  return starling::messages::tensor(std::span<const float>(narrow));
}

inline contributions contributions_of(const oracle::rows& x) {
  contributions all;
  for (std::uint32_t i = 0; i < x.size(); ++i) {
    all.push_back({starling::messages::node_id{i}, tensor_of(x[i]),
                   starling::messages::sample_count{10}, 1, 0});
  }
  return all;
}

inline oracle::row row_of(const starling::messages::tensor& t) {
  return {t.values().begin(), t.values().end()};
}

inline oracle::rows rows_of(const contributions& all) {
  oracle::rows x;
  for (const auto& c : all) x.push_back(row_of(c.parameters));
  return x;
}

inline starling::aggregation::knowledge known(const starling::messages::tensor& honest,
                                              const starling::messages::tensor& base,
                                              std::uint64_t seed) {
  starling::aggregation::knowledge k;
  k.honest = honest;
  k.base = base;
  k.seed = seed;
  return k;
}

struct seeded {
  std::size_t n;
  std::size_t f;
  std::size_t d;
  contributions all;
};

/// n from slope · f + constant to 50, d from 1 to 200; every third case is of small integers, so
/// that it is full of ties and every sum is exact.
inline seeded random_case(std::uint64_t seed, std::size_t slope, std::size_t constant) {
  starling::messages::random_source random(starling::messages::substream(seed, "case"));
  seeded c{};
  c.f = random.below((50 - constant) / std::max<std::size_t>(slope, 2) + 1);
  const std::size_t least = std::max<std::size_t>(slope * c.f + constant, 1);
  c.n = seed % 2 == 0 ? least : least + random.below(51 - least);
  c.d = 1 + random.below(200);
  oracle::rows x(c.n, oracle::row(c.d));
  for (auto& r : x) {
    for (double& v : r) {
      v = seed % 3 == 0 ? static_cast<double>(random.below(4)) : random.normal() + 0.5;
    }
  }
  c.all = contributions_of(x);
  return c;
}

/// Largest |a - b| in units of the largest |b|.
inline double relative_error(const starling::messages::tensor& a, const oracle::row& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double scale = 0;
  double error = 0;
  for (std::size_t k = 0; k < b.size(); ++k) {
    scale = std::max(scale, std::abs(b[k]));
    error = std::max(error, std::abs(static_cast<double>(a.values()[k]) - b[k]));
  }
  return error == 0 ? 0 : error / scale;
}

/// A float mean of up to 50 values of like size is off by less than this.
inline constexpr double float_error_max = 1e-6;

}  // namespace cases
