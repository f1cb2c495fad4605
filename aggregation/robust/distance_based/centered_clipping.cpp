#include "aggregation/robust/distance_based/centered_clipping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "aggregation/kernels/weighted_mean.hpp"

namespace starling::aggregation {

namespace {

using messages::tensor;

/// a + sign · b, kept finite; an empty tensor is zero.
tensor shifted(const gathering& heard, const tensor& a, float sign, const tensor& b) {
  if (b.empty()) return a;
  constexpr float most = std::numeric_limits<float>::max();
  auto out = tensor::uninitialised(b.size());
  const std::span<float> to = out.mutate();
  const std::span<const float> by = b.values();
  const std::span<const float> from = a.values();
  kernels::each_chunk(heard.threads(), to.size(), [&](std::size_t begin, std::size_t columns) {
    for (std::size_t k = begin; k < begin + columns; ++k) {
      const float start = from.empty() ? 0.0F : from[k];
      to[k] = std::clamp(start + sign * by[k], -most, most);
    }
  });
  return out;
}

/// v + share · (mean - v); an empty v is zero.
tensor towards(const gathering& heard, const tensor& v, const tensor& mean, double share) {
  auto out = tensor::uninitialised(mean.size());
  const std::array<const float*, 2> rows{mean.values().data(), v.values().data()};
  const std::array<double, 2> weights{share, 1 - share};
  const std::size_t count = v.empty() ? 1 : 2;
  kernels::weighted_mean(std::span(rows).first(count), std::span(weights).first(count), 1,
                         out.mutate(), heard.threads());
  return out;
}

}  // namespace

centered_clipping::centered_clipping(const starling::rule::centered_clipping& options)
    : radius_(options.radius), iterations_(std::max<std::size_t>(options.iterations, 1)) {}

messages::result<messages::combination, rule_error> centered_clipping::decide(gathering& heard) {
  const std::vector<double> due = heard.weights();
  const double total = std::accumulate(due.begin(), due.end(), 0.0);
  if (!(total > 0)) return messages::failure{rule_error::too_few_contributions};
  if (carried_.size() != heard.dimension()) carried_ = {};
  tensor v = shifted(heard, heard.origin(), 1, carried_);
  std::vector<double> away;
  std::vector<double> clipped(due.size());
  for (std::size_t step = 0; step < iterations_; ++step) {
    away = heard.squared_distances_to(v);
    for (std::size_t i = 0; i < due.size(); ++i) {
      away[i] = std::sqrt(away[i]);
      clipped[i] = away[i] > radius_ ? due[i] * (radius_ / away[i]) : due[i];
    }
    const double share = std::accumulate(clipped.begin(), clipped.end(), 0.0) / total;
    v = towards(heard, v, heard.mean(clipped), share);
  }
  for (std::size_t i = 0; i < away.size(); ++i) {
    if (away[i] > radius_) heard.judge(i, messages::refusal::clipped, away[i], radius_);
  }
  carried_ = shifted(heard, v, -1, heard.origin());
  return heard.combined(std::move(v));
}

}  // namespace starling::aggregation
