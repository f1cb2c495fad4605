#include "aggregation/robust/distance_based/median_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace starling::aggregation {

namespace {

using numbers = std::vector<double>;

constexpr std::size_t steps_max = 100;
constexpr double step_min = 1e-11;  // in units of the harmonic mean of the distances

double sum(const numbers& x) {
  return std::accumulate(x.begin(), x.end(), 0.0);
}

double dot(const numbers& x, const numbers& y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

/// The points as vectors from one of them, the base, known by their inner products.
class point_set {
 public:
  point_set(std::span<const double> squared, std::span<const double> due, std::size_t base)
      : due_(due.begin(), due.end()), base_(base), products_(squared.size()) {
    const std::size_t n = due.size();
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        products_[i * n + j] =
            (squared[i * n + base] + squared[j * n + base] - squared[i * n + j]) / 2;
      }
    }
  }

  [[nodiscard]] std::size_t size() const { return due_.size(); }
  [[nodiscard]] const numbers& due() const { return due_; }
  [[nodiscard]] double product(std::size_t i, std::size_t j) const {
    return products_[i * size() + j];
  }
  /// <x_i, Σ weights[j] · x_j> for each i.
  [[nodiscard]] numbers products_with(const numbers& weights) const {
    numbers out(size());
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < size(); ++j) out[i] += product(i, j) * weights[j];
    }
    return out;
  }

  /// How much of the sum of the unit vectors from the base to the others its own weight leaves:
  /// at most 1 where the base is a geometric median.
  [[nodiscard]] double pull_on_base() const {
    double squared = 0;
    double own = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!(product(i, i) > 0)) {
        own += due_[i];
        continue;
      }
      for (std::size_t j = 0; j < size(); ++j) {
        if (!(product(j, j) > 0)) continue;
        const double cosine = product(i, j) / (std::sqrt(product(i, i)) * std::sqrt(product(j, j)));
        squared += due_[i] * due_[j] * std::clamp(cosine, -1.0, 1.0);
      }
    }
    return std::sqrt(std::max(squared, 0.0)) / own;
  }

  /// A point with a lower sum of distances than the base, which is no median: `pull` > 1. (Vardi
  /// and Zhang, "The multivariate L1-median and associated data depth", PNAS 2000.)
  [[nodiscard]] numbers away_from_base(double pull) const {
    numbers weights(size());
    for (std::size_t i = 0; i < size(); ++i) {
      if (product(i, i) > 0) weights[i] = due_[i] / std::sqrt(product(i, i));
    }
    const double total = sum(weights);
    for (double& w : weights) w *= (1 - 1 / pull) / total;
    weights[base_] = 1 / pull;
    return weights;
  }

 private:
  numbers due_;
  std::size_t base_;
  numbers products_;  // n × n
};

/// A point Σ weights[i] · x_i and what is known of it.
class place {
 public:
  place(const point_set& points, numbers weights)
      : points_(&points), weights_(std::move(weights)), with_(points.products_with(weights_)) {
    square_ = dot(weights_, with_);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double from_base = points.product(i, i);
      const double away = std::sqrt(std::max(from_base - 2 * with_[i] + square_, 0.0));
      distances_.push_back(away);
      if (away > 0) {
        gain_ += points.due()[i] * (2 * with_[i] - square_) / (away + std::sqrt(from_base));
      } else {
        gain_ += points.due()[i] * std::sqrt(from_base);
      }
    }
  }

  [[nodiscard]] const numbers& weights() const { return weights_; }
  [[nodiscard]] const numbers& distances() const { return distances_; }
  /// By how much its sum of distances is lower than the base's. Not the difference of the two sums:
  /// a far point would hide what changes.
  [[nodiscard]] double gain() const { return gain_; }
  [[nodiscard]] bool at_a_point() const {
    return std::any_of(distances_.begin(), distances_.end(), [](double x) { return !(x > 0); });
  }
  [[nodiscard]] double pulls() const { return sum(unscaled()); }
  [[nodiscard]] double distance_to(const place& other) const {
    numbers between = weights_;
    for (std::size_t i = 0; i < between.size(); ++i) between[i] -= other.weights_[i];
    return std::sqrt(std::max(dot(between, points_->products_with(between)), 0.0));
  }

  /// Weiszfeld's step: each point weighs its due over its distance.
  [[nodiscard]] numbers weiszfeld() const {
    numbers out = unscaled();
    const double total = sum(out);
    for (double& w : out) w /= total;
    return out;
  }

  /// Newton's step. The Hessian is c I - Σ s_i v_i v_iᵀ with v_i = x_i - this, s = due / distance³,
  /// c = Σ due / distance; the step is sought as Σ y_i v_i, by conjugate gradients on
  /// (c - √s V √s) y / √s = √(due · distance), V being the inner products of the v_i.
  [[nodiscard]] numbers newton() const {
    const std::size_t n = weights_.size();
    numbers root(n);
    numbers residual(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double due = points_->due()[i];
      root[i] = std::sqrt(due / (distances_[i] * distances_[i] * distances_[i]));
      residual[i] = std::sqrt(due * distances_[i]);
    }
    numbers solution(n);
    numbers direction = residual;
    double left = dot(residual, residual);
    const double enough = left * 1e-20;
    for (std::size_t step = 0; step < 2 * n && left > enough; ++step) {
      const numbers image = hessian_times(direction, root);
      const double curvature = dot(direction, image);
      if (!(curvature > 0)) break;
      const double length = left / curvature;
      for (std::size_t i = 0; i < n; ++i) {
        solution[i] += length * direction[i];
        residual[i] -= length * image[i];
      }
      const double before = left;
      left = dot(residual, residual);
      for (std::size_t i = 0; i < n; ++i) {
        direction[i] = residual[i] + left / before * direction[i];
      }
    }
    for (std::size_t i = 0; i < n; ++i) solution[i] *= root[i];
    const double total = sum(solution);
    for (std::size_t i = 0; i < n; ++i) solution[i] += weights_[i] - total * weights_[i];
    return solution;
  }

 private:
  [[nodiscard]] numbers unscaled() const {
    numbers out = points_->due();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] /= distances_[i];
    return out;
  }

  [[nodiscard]] numbers hessian_times(const numbers& x, const numbers& root) const {
    numbers scaled = x;
    for (std::size_t i = 0; i < x.size(); ++i) scaled[i] *= root[i];
    const numbers with = points_->products_with(scaled);
    const double total = sum(scaled);
    const double along = dot(scaled, with_);
    const double c = pulls();
    numbers out(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      out[i] = c * x[i] - root[i] * (with[i] - along - total * (with_[i] - square_));
    }
    return out;
  }

  const point_set* points_;
  numbers weights_;
  numbers with_;       // <x_i, this>
  double square_ = 0;  // |this|²
  numbers distances_;
  double gain_ = 0;
};

/// The distinct points of the data that are geometric medians.
std::vector<std::size_t> best_points(std::span<const double> squared, std::span<const double> due,
                                     const numbers& sums) {
  // Rounding is far below either margin; a point that is taken for best is that close to it.
  constexpr double sum_margin = 1 + 1e-6;
  constexpr double pull_max = 1 + 1e-9;
  const double least = *std::min_element(sums.begin(), sums.end());
  std::vector<std::size_t> best;
  for (std::size_t k = 0; k < sums.size(); ++k) {
    if (sums[k] > least * sum_margin) continue;
    const auto same = [&](std::size_t b) { return squared[k * sums.size() + b] == 0; };
    if (std::any_of(best.begin(), best.end(), same)) continue;
    if (point_set(squared, due, k).pull_on_base() <= pull_max) best.push_back(k);
  }
  return best;
}

}  // namespace

std::vector<double> distance_sums(std::span<const double> squared_distances,
                                  std::span<const double> due) {
  const std::size_t n = due.size();
  numbers sums(n);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) sums[k] += due[i] * std::sqrt(squared_distances[k * n + i]);
  }
  return sums;
}

median_position geometric_median_position(std::span<const double> squared_distances,
                                          std::span<const double> due) {
  const numbers sums = distance_sums(squared_distances, due);
  const auto best = best_points(squared_distances, due, sums);
  if (!best.empty()) {
    numbers weights(due.size());
    for (const std::size_t k : best) weights[k] = 1 / static_cast<double>(best.size());
    const place found(point_set(squared_distances, due, best.front()), weights);
    return {std::move(weights), found.distances()};
  }
  const auto medoid = std::min_element(sums.begin(), sums.end()) - sums.begin();
  const point_set points(squared_distances, due, static_cast<std::size_t>(medoid));
  place now(points, points.away_from_base(points.pull_on_base()));
  for (std::size_t step = 0; step < steps_max && !now.at_a_point(); ++step) {
    place next(points, now.weiszfeld());
    place bold(points, now.newton());
    if (bold.gain() >= next.gain()) next = std::move(bold);
    const double moved = next.distance_to(now);
    now = std::move(next);
    if (moved * now.pulls() <= step_min * sum(points.due())) break;
  }
  if (now.at_a_point()) return {now.weights(), now.distances()};
  return {now.weiszfeld(), now.distances()};
}

}  // namespace starling::aggregation
