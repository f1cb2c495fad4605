#include "aggregation/robust/distance_based/geometric_median.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include "aggregation/kernels/weighted_mean.hpp"
#include "aggregation/robust/distance_based/median_search.hpp"

namespace starling::aggregation {

namespace {

using messages::tensor;

/// Distances beyond this many typical ones would drown the others in rounding. Moving a point along
/// its ray from the median does not move the median, so those further off are pulled in this far;
/// the ray from the medoid differs by an angle of about 1 / reach.
constexpr double reach = 1e8;
constexpr double outvoted_beyond = 3;

/// The point that was found, and how far each row is from it.
struct solution {
  tensor point;
  std::vector<double> away;
};

/// The least value that, with those below, has more than half of the weight.
double weighted_median(std::span<const double> values, std::span<const double> due) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  const double half = std::accumulate(due.begin(), due.end(), 0.0) / 2;
  double within = 0;
  for (const std::size_t i : order) {
    within += due[i];
    if (within > half) return values[i];
  }
  return values[order.back()];
}

solution by_fixed_steps(const gathering& heard, const std::vector<double>& due, std::size_t steps,
                        double smoothing) {
  gathering::centre at{{}, heard.squared_distances_to({})};
  std::vector<double> away(due.size());
  std::vector<double> weights(due.size());
  for (std::size_t step = 1;; ++step) {
    for (std::size_t i = 0; i < due.size(); ++i) {
      away[i] = std::sqrt(at.squared_distances[i]);
      weights[i] = due[i] / std::max(smoothing, away[i]);
    }
    if (step == steps) return {heard.mean(weights), away};
    at = heard.mean_with_distances(weights);
  }
}

/// The rows as the search sees them: those that have weight and are near, and one point that pulls
/// as all the far ones together do.
class field {
 public:
  field(gathering& heard, std::vector<double> due) : heard_(heard), due_(std::move(due)) {
    const std::vector<double> all = from_medoid();
    const double limit = reach * weighted_median(all, due_);
    std::vector<double> pulled(due_.size());
    for (std::size_t i = 0; i < due_.size(); ++i) {
      if (!(due_[i] > 0)) continue;
      if (limit > 0 && all[i] > limit) {
        pulled[i] = due_[i] * (limit / all[i]);
      } else {
        near_.push_back(i);
      }
    }
    away_ = all;
    const bool some = std::any_of(pulled.begin(), pulled.end(), [](double w) { return w > 0; });
    if (some) pull_in(std::move(pulled), limit);
  }

  [[nodiscard]] solution solve() {
    const std::size_t m = near_.size() + (far_pull_ > 0 ? 1 : 0);
    std::vector<double> squared(m * m);
    std::vector<double> due;
    const std::vector<double>& all = heard_.squared_distances();
    for (std::size_t i = 0; i < near_.size(); ++i) {
      due.push_back(due_[near_[i]]);
      for (std::size_t j = 0; j < near_.size(); ++j) {
        squared[i * m + j] = all[near_[i] * due_.size() + near_[j]];
      }
      if (far_pull_ > 0) squared[i * m + m - 1] = squared[(m - 1) * m + i] = to_far_[near_[i]];
    }
    if (far_pull_ > 0) due.push_back(far_pull_);
    const median_position found = geometric_median_position(squared, due);
    std::vector<double> weights(due_.size());
    for (std::size_t i = 0; i < near_.size(); ++i) {
      weights[near_[i]] = found.weights[i];
      away_[near_[i]] = found.distances[i];
    }
    tensor point = heard_.mean(weights);
    if (far_pull_ > 0) point = with_far(point, found.weights.back());
    return {std::move(point), away_};
  }

 private:
  /// The distances to the row of least sum of distances, which becomes the medoid.
  std::vector<double> from_medoid() {
    const std::vector<double>& squared = heard_.squared_distances();
    const std::vector<double> sums = distance_sums(squared, due_);
    medoid_ = static_cast<std::size_t>(std::min_element(sums.begin(), sums.end()) - sums.begin());
    std::vector<double> all(due_.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] = std::sqrt(squared[medoid_ * all.size() + i]);
    }
    return all;
  }

  /// medoid + Σ pulled[i] · (row i - medoid): as far off as `limit` times how strongly it pulls.
  void pull_in(std::vector<double> pulled, double limit) {
    pulled[medoid_] += 1 - std::accumulate(pulled.begin(), pulled.end(), 0.0);
    far_ = heard_.mean(pulled);
    to_far_ = heard_.squared_distances_to(far_);
    far_pull_ = std::sqrt(to_far_[medoid_]) / limit;
  }

  /// Not one mean over all rows: weights of those 1e37 times as far would underflow.
  [[nodiscard]] tensor with_far(const tensor& near, double share) const {
    auto out = tensor::uninitialised(near.size());
    const std::array<const float*, 2> rows{near.values().data(), far_.values().data()};
    const std::array<double, 2> weights{1 - share, share};
    kernels::weighted_mean(rows, weights, 1, out.mutate(), heard_.threads());
    return out;
  }

  gathering& heard_;
  std::vector<double> due_;  // of sum 1
  std::size_t medoid_ = 0;
  std::vector<std::size_t> near_;
  tensor far_;
  double far_pull_ = 0;
  std::vector<double> to_far_;
  std::vector<double> away_;
};

}  // namespace

messages::result<messages::combination, rule_error> geometric_median::decide(gathering& heard) {
  std::vector<double> due = heard.weights();
  const double total = std::accumulate(due.begin(), due.end(), 0.0);
  if (!(total > 0)) return messages::failure{rule_error::too_few_contributions};
  for (double& a : due) a /= total;
  solution found = iterations_ > 0 ? by_fixed_steps(heard, due, iterations_, smoothing_)
                                   : field(heard, due).solve();
  const double limit = outvoted_beyond * weighted_median(found.away, due);
  for (std::size_t i = 0; i < due.size(); ++i) {
    if (due[i] > 0 && found.away[i] > limit) {
      heard.judge(i, messages::refusal::outvoted, found.away[i], limit);
    }
  }
  return heard.combined(std::move(found.point));
}

}  // namespace starling::aggregation
