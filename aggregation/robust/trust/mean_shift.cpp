#include "aggregation/robust/trust/mean_shift.hpp"

#include <algorithm>
#include <cmath>

namespace starling::aggregation {

namespace {

constexpr int steps_max = 300;
constexpr double slack = 1e-12;  // shares are sums of rounded fractions

double distance(const sign_shares& a, const sign_shares& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

double bandwidth_of(std::span<const sign_shares> points) {
  const std::size_t n = points.size();
  const std::size_t nearest = std::max<std::size_t>(n / 2, 1) - 1;
  double sum = 0;
  std::vector<double> distances(n);
  for (const sign_shares& p : points) {
    for (std::size_t j = 0; j < n; ++j) distances[j] = distance(p, points[j]);
    const auto there = distances.begin() + static_cast<std::ptrdiff_t>(nearest);
    std::nth_element(distances.begin(), there, distances.end());
    sum += *there;
  }
  return sum / static_cast<double>(n) + slack;
}

sign_shares mode_from(sign_shares at, std::span<const sign_shares> points, double bandwidth) {
  for (int step = 0; step < steps_max; ++step) {
    sign_shares sum{};
    double within = 0;
    for (const sign_shares& p : points) {
      if (distance(at, p) > bandwidth) continue;
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += p[k];
      within += 1;
    }
    for (double& s : sum) s /= within;
    const bool rests = distance(sum, at) <= slack;
    at = sum;
    if (rests) break;
  }
  return at;
}

}  // namespace

std::vector<std::size_t> largest_cluster(std::span<const sign_shares> points) {
  const double bandwidth = bandwidth_of(points);
  std::vector<sign_shares> modes;
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const sign_shares mode = mode_from(points[i], points, bandwidth);
    const auto known = std::find_if(modes.begin(), modes.end(), [&](const sign_shares& m) {
      return distance(m, mode) <= bandwidth;
    });
    if (known == modes.end()) {
      modes.push_back(mode);
      members.push_back({i});
    } else {
      members[static_cast<std::size_t>(known - modes.begin())].push_back(i);
    }
  }
  return *std::max_element(members.begin(), members.end(),
                           [](const auto& a, const auto& b) { return a.size() < b.size(); });
}

}  // namespace starling::aggregation
