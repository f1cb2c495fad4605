#include "aggregation/attacks/omniscient/min_max.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "aggregation/attacks/displacement.hpp"
#include "aggregation/attacks/omniscient/honest_moments.hpp"
#include "aggregation/kernels/squared_distances.hpp"

namespace starling::aggregation {

namespace {

using starling::attack::direction;

/// |mean + gamma p - x|² = at_mean + 2 slope gamma + curvature gamma².
struct parabola {
  double at_mean = 0, slope = 0, curvature = 0;

  /// The largest gamma ≥ 0 with no more than `most`.
  [[nodiscard]] double last_below(double most) const {
    const double room = std::max(most - at_mean, 0.0);
    const double root = std::sqrt(slope * slope + curvature * room) - slope;
    return std::max(root, 0.0) / curvature;
  }
};

/// What is honest, and where to go from there.
struct field {
  std::vector<messages::tensor> proposals;
  std::vector<double> mean;
  std::vector<double> way;  ///< p.

  [[nodiscard]] messages::tensor at(double gamma) const {
    auto forged = messages::tensor::uninitialised(mean.size());
    const auto out = forged.mutate();
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = finite(mean[k] + gamma * way[k]);
    return forged;
  }

  [[nodiscard]] parabola distance_to(const messages::tensor& x) const {
    parabola out;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      const double apart = mean[k] - static_cast<double>(x.values()[k]);
      out.at_mean += apart * apart;
      out.slope += apart * way[k];
      out.curvature += way[k] * way[k];
    }
    return out;
  }

  /// D[i h + j] = |x_i - x_j|².
  [[nodiscard]] std::vector<double> squared_distances() const {
    kernels::rows rows;
    for (const auto& p : proposals) rows.stored.push_back(p.values().data());
    rows.size = mean.size();
    return kernels::squared_distances(rows, kernels::in_order());
  }
};

/// Minus the mean change from the base, at length 1, or its sign.
std::vector<double> against(std::span<const double> mean, const messages::tensor& base,
                            direction how) {
  std::vector<double> way(mean.begin(), mean.end());
  double norm = 0;
  for (std::size_t k = 0; k < way.size(); ++k) {
    way[k] = (base.empty() ? 0.0 : static_cast<double>(base.values()[k])) - way[k];
    norm += way[k] * way[k];
  }
  for (double& v : way) {
    if (how == direction::sign) v = static_cast<double>(v > 0) - static_cast<double>(v < 0);
    if (how == direction::unit && norm > 0) v /= std::sqrt(norm);
  }
  return way;
}

field field_of(const knowledge& known, direction how) {
  field out;
  out.proposals = honest_proposals(known);
  auto moments = moments_of(out.proposals);
  if (how == direction::deviation) {
    for (double& v : moments.deviation) v = -v;
    out.way = std::move(moments.deviation);
  } else {
    out.way = against(moments.mean, known.base, how);
  }
  out.mean = std::move(moments.mean);
  return out;
}

}  // namespace

std::optional<messages::tensor> min_max::forge(const knowledge& known) const {
  const field honest = field_of(known, direction_);
  const double most = std::ranges::max(honest.squared_distances());
  double gamma = std::numeric_limits<double>::infinity();
  for (const auto& x : honest.proposals) {
    const parabola apart = honest.distance_to(x);
    if (!(apart.curvature > 0)) return honest.at(0);
    gamma = std::min(gamma, apart.last_below(most));
  }
  return honest.at(gamma);
}

std::optional<messages::tensor> min_sum::forge(const knowledge& known) const {
  const field honest = field_of(known, direction_);
  const auto pairs = honest.squared_distances();
  const std::size_t h = honest.proposals.size();
  parabola all;
  double most = 0;
  for (std::size_t i = 0; i < h; ++i) {
    const parabola apart = honest.distance_to(honest.proposals[i]);
    all.at_mean += apart.at_mean;
    all.slope += apart.slope;
    all.curvature += apart.curvature;
    double sum = 0;
    for (std::size_t j = 0; j < h; ++j) sum += pairs[i * h + j];
    most = std::max(most, sum);
  }
  return honest.at(all.curvature > 0 ? all.last_below(most) : 0);
}

}  // namespace starling::aggregation
