#pragma once

#include <cmath>
#include <cstddef>
#include <memory>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/catalogue.hpp"
#include "tests/aggregation/oracle.hpp"

// What an adversary that has overheard the honest knows, and what it makes of it in double.

namespace oracle {

inline row mean(const rows& x) {
  return mean(x, row(x.size(), 1.0));
}

inline row deviation(const rows& x, double divisor) {
  const row centre = mean(x);
  row out(centre.size());
  for (const row& r : x) {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] += std::pow(r[k] - centre[k], 2) / divisor;
  }
  for (double& v : out) v = std::sqrt(v);
  return out;
}

/// a + factor · b.
inline row plus(row a, double factor, const row& b) {
  for (std::size_t k = 0; k < a.size(); ++k) a[k] += factor * b[k];
  return a;
}

inline double product(const row& a, const row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

inline double distance(const row& a, const row& b) {
  const row apart = plus(a, -1, b);
  return std::sqrt(product(apart, apart));
}

}  // namespace oracle

namespace cases {

/// The first of f adversaries, who have the highest numbers; `honest` outlives it.
inline starling::aggregation::knowledge eavesdropper(const contributions& honest, std::size_t f,
                                                     const starling::messages::tensor& base = {}) {
  auto k = known(honest.front().parameters, base, 7);
  k.self.value = honest.back().sender.value + 1;
  k.collusion_seed = 11;
  k.adversaries = f;
  k.nodes = honest.size() + f;
  k.overheard = honest;
  return k;
}

/// A rule as `knowledge::defence`, with f liars to withstand.
inline auto defended_by(const starling::rule::options& options, std::size_t f) {
  std::shared_ptr<starling::aggregation::rule> rule =
      std::move(*starling::aggregation::make_rule(options));
  return [rule, f](std::span<const starling::messages::contribution> all)
             -> std::optional<starling::messages::tensor> {
    auto out = rule->combine(all, f);
    return out ? std::optional(out->parameters) : std::nullopt;
  };
}

/// How far `forged`, sent by all adversaries, moves the rule from the honest mean.
inline double damage(const starling::aggregation::knowledge& k,
                     const starling::messages::tensor& forged) {
  contributions all(k.overheard.begin(), k.overheard.end());
  for (std::uint32_t i = 0; i < k.adversaries; ++i) {
    all.push_back(all.front());
    all.back().sender.value = k.self.value + i;
    all.back().parameters = forged;
  }
  const contributions honest(k.overheard.begin(), k.overheard.end());
  return oracle::distance(row_of(*k.defence(all)), oracle::mean(rows_of(honest)));
}

/// The pipeline of ByzFL's example of its optimal attacks, from the definitions: means of the two
/// nearest of three or three of four, clipping to 2, trimming of one on each side.
inline std::optional<starling::messages::tensor> mixed_clipped_and_trimmed(
    std::span<const starling::messages::contribution> all) {
  const oracle::rows x = rows_of({all.begin(), all.end()});
  oracle::rows mixed;
  for (const auto& r : x) {
    oracle::row distances;
    for (const auto& other : x) distances.push_back(oracle::distance(r, other));
    oracle::rows nearest;
    for (const std::size_t i : oracle::best(distances, x.size() - 1)) nearest.push_back(x[i]);
    const oracle::row m = oracle::mean(nearest);
    const double norm = std::sqrt(oracle::product(m, m));
    mixed.push_back(oracle::plus(oracle::row(m.size()), std::min(1.0, 2 / norm), m));
  }
  return tensor_of(oracle::trimmed_mean(mixed, 1));
}

}  // namespace cases
