#include "aggregation/robust/spectral/widest_spread.hpp"

#include <cmath>
#include <cstddef>

#include "aggregation/robust/spectral/symmetric_eigen.hpp"

namespace starling::aggregation {

namespace {

/// (x_i - mean) · (x_j - mean) over the points in `at`, whose shares sum to 1.
std::vector<double> centred_gram(std::span<const double> distances, std::size_t n,
                                 const std::vector<std::size_t>& at,
                                 const std::vector<double>& shares) {
  const std::size_t m = at.size();
  std::vector<double> to_mean(m);  // Σ share · D, then half of what is beyond the overall mean
  double overall = 0;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) to_mean[i] += shares[j] * distances[at[i] * n + at[j]];
    overall += shares[i] * to_mean[i];
  }
  std::vector<double> gram(m * m);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double product =
          ((to_mean[i] - distances[at[i] * n + at[j]]) + (to_mean[j] - overall)) / 2;
      gram[i * m + j] = gram[j * m + i] = product;
    }
  }
  return gram;
}

}  // namespace

spread widest_spread(std::span<const double> distances, std::span<const double> weights) {
  const std::size_t n = weights.size();
  double total = 0;
  for (const double w : weights) total += w;
  std::vector<std::size_t> at;
  std::vector<double> shares;
  for (std::size_t i = 0; i < n; ++i) {
    if (!(weights[i] > 0)) continue;
    at.push_back(i);
    shares.push_back(weights[i] / total);
  }
  const std::size_t m = at.size();
  const std::vector<double> gram = centred_gram(distances, n, at, shares);
  std::vector<double> roots(m);
  for (std::size_t i = 0; i < m; ++i) roots[i] = std::sqrt(shares[i]);
  std::vector<double> weighted(m * m);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j)
      weighted[i * m + j] = gram[i * m + j] * (roots[i] * roots[j]);
  }
  const eigenpair top = top_eigenpair(std::move(weighted));
  spread result{0, std::vector<double>(n)};
  if (!(top.value > 0)) return result;
  result.variance = top.value;
  for (std::size_t i = 0; i < m; ++i) {
    double along = 0;
    for (std::size_t j = 0; j < m; ++j) along += gram[i * m + j] * (roots[j] * top.vector[j]);
    result.squared_projections[at[i]] = along * along / top.value;
  }
  return result;
}

}  // namespace starling::aggregation
