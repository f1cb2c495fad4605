#include "aggregation/detection/spectral_detector.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "aggregation/detection/spread.hpp"

namespace starling::aggregation {

namespace {

/// -½ J D J, where J takes the mean off: the inner products of the rows around their mean.
std::vector<double> centred_gram(const std::vector<double>& squared, std::size_t n,
                                 std::span<const std::size_t> kept) {
  const std::size_t m = kept.size();
  std::vector<double> gram(m * m);
  std::vector<double> means(m);
  double total = 0;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      gram[i * m + j] = squared[kept[i] * n + kept[j]];
      means[i] += gram[i * m + j] / static_cast<double>(m);
    }
    total += means[i] / static_cast<double>(m);
  }
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      gram[i * m + j] = -(gram[i * m + j] - means[i] - means[j] + total) / 2;
    }
  }
  return gram;
}

double length_of(const std::vector<double>& v) {
  return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
}

/// Each row's coordinate along the direction of most variance.
std::vector<double> projections(const std::vector<double>& gram, std::size_t m) {
  constexpr int steps_max = 100;
  constexpr double settled = 1e-9;
  std::size_t widest = 0;
  for (std::size_t i = 1; i < m; ++i) {
    if (gram[i * m + i] > gram[widest * m + widest]) widest = i;
  }
  std::vector<double> direction(m);
  direction[widest] = 1;
  std::vector<double> next(m);
  double length = 0;
  for (int step = 0; step < steps_max; ++step) {
    for (std::size_t i = 0; i < m; ++i) {
      const auto row = gram.begin() + static_cast<std::ptrdiff_t>(i * m);
      next[i] = std::inner_product(direction.begin(), direction.end(), row, 0.0);
    }
    const double before = length;
    length = length_of(next);
    if (!(length > 0)) return std::vector<double>(m);
    for (std::size_t i = 0; i < m; ++i) direction[i] = next[i] / length;
    if (length - before < settled * length) break;
  }
  for (double& x : direction) x *= std::sqrt(length);
  return direction;
}

/// What is measured of each row kept.
std::vector<finding> look(const std::vector<double>& squared, std::size_t n,
                          std::span<const std::size_t> kept) {
  const auto along = projections(centred_gram(squared, n, kept), kept.size());
  const auto usual = spread_of(along);
  constexpr double rounding = 1e-6;  // of an eigenvector, in units of its largest entry
  double deviation = usual.deviation;
  for (const double x : along) deviation = std::max(deviation, rounding * std::abs(x));
  const double limit = std::pow(spectral_detector::deviations_max * deviation, 2);
  std::vector<finding> found;
  for (const double x : along) found.push_back({std::pow(x - usual.centre, 2), limit});
  return found;
}

}  // namespace

std::vector<finding> spectral_detector::examine(gathering& heard) const {
  const std::size_t n = heard.size();
  std::vector<finding> found(n);
  if (n < rows_min()) return found;
  const auto& squared = heard.squared_distances();
  std::vector<std::size_t> kept(n);
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  for (std::size_t looks = std::max<std::size_t>(heard.byzantine(), 1); looks > 0; --looks) {
    const auto seen = look(squared, n, kept);
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (!seen[i].flagged()) rest.push_back(kept[i]);
    }
    if (2 * rest.size() <= n) break;
    for (std::size_t i = 0; i < kept.size(); ++i) found[kept[i]] = seen[i];
    if (rest.size() == kept.size()) break;
    kept = std::move(rest);
  }
  return found;
}

}  // namespace starling::aggregation
