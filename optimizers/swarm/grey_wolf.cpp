#include "optimizers/swarm/grey_wolf.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::optimizers {

namespace {

constexpr std::size_t particles_default = 30;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Where `value` belongs among those that ascend; their number where it does not, or is there.
std::size_t place(std::span<const double> ascending, double value) {
  std::size_t k = 0;
  while (k < ascending.size() && ascending[k] < value) ++k;
  return k < ascending.size() && value < ascending[k] ? k : ascending.size();
}

}  // namespace

grey_wolf::grey_wolf(const population_task& task, const strategy::grey_wolf& options)
    : what_(task.what),
      generations_(std::max<std::uint64_t>(options.generations, 1)),
      dimension_(what_->dimension()) {
  const std::size_t n = task.particles > 0 ? task.particles : particles_default;
  points_.resize(n * dimension_);
  values_.assign(n, infinity);
  own_points_.resize(ranks * dimension_);
  own_values_.fill(infinity);
  random_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    random_.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
    what_->space().draw(std::span(points_).subspan(i * dimension_, dimension_), random_[i]);
  }
}

void grey_wolf::advance() {
  const std::size_t n = values_.size();
  if (evaluations_ > 0) {
    const auto past = static_cast<double>(std::min(evaluations_ / n, generations_));
    const double a = 2 * (1 - past / static_cast<double>(generations_));
    const pack three = leaders();
    for (std::size_t i = 0; i < n; ++i) move(i, three, a);
  }
  what_->evaluate_all(points_, values_);
  evaluations_ += n;
  for (std::size_t i = 0; i < n; ++i) {
    remember(std::span(points_).subspan(i * dimension_, dimension_), values_[i]);
  }
}

grey_wolf::pack grey_wolf::leaders() const {
  pack points{};
  std::array<double, ranks> values = own_values_;
  for (std::size_t k = 0; k < ranks; ++k) {
    points[k] = own_values_[k] < infinity ? own_points_.data() + k * dimension_ : nullptr;
  }
  for (const candidate& c : heard_) {
    const std::size_t k = place(values, c.value);
    for (std::size_t later = ranks - 1; k < later; --later) {
      points[later] = points[later - 1];
      values[later] = values[later - 1];
    }
    if (k == ranks) continue;
    points[k] = c.point.doubles().data();
    values[k] = c.value;
  }
  if (points[0] == nullptr) points[0] = points_.data();  // nothing had a value: one as good as any
  for (std::size_t k = 1; k < ranks; ++k) {
    if (points[k] == nullptr) points[k] = points[k - 1];
  }
  return points;
}

void grey_wolf::move(std::size_t i, const pack& leaders, double a) {
  auto& random = random_[i];
  double* x = points_.data() + i * dimension_;
  for (std::size_t j = 0; j < dimension_; ++j) {
    double sum = 0;
    for (const double* leader : leaders) {
      const double towards = a * (2 * random.uniform() - 1);
      const double from = 2 * random.uniform() * leader[j];
      sum += leader[j] - towards * std::abs(from - x[j]);
    }
    x[j] = sum / static_cast<double>(ranks);
    what_->space().bring_back(j, x[j], random);
  }
}

void grey_wolf::remember(std::span<const double> point, double value) {
  best_.evaluated(point, value);
  if (std::isnan(value)) return;
  const std::size_t k = place(own_values_, value);
  if (k == ranks) return;
  const auto at = [&](std::size_t rank) {
    return own_points_.begin() + static_cast<std::ptrdiff_t>(rank * dimension_);
  };
  std::copy_backward(at(k), at(ranks - 1), at(ranks));
  std::ranges::copy(point, at(k));
  std::copy_backward(own_values_.begin() + k, own_values_.end() - 1, own_values_.end());
  own_values_[k] = value;
}

void grey_wolf::hear(std::span<const messages::contribution> told) {
  keep(told, heard_);
  best_.heard(heard_);
}

std::size_t grey_wolf::positions(std::span<double> points) const {
  const auto count = std::min(values_.size(), points.size() / dimension_);
  std::copy_n(points_.begin(), count * dimension_, points.begin());
  return count;
}

void grey_wolf::exchange(state& s) {
  s.exchange(evaluations_);
  s.exchange(random_);
  s.exchange(points_);
  s.exchange(own_points_);
  s.exchange(own_values_);
  optimizers::exchange(s, heard_, dimension_);
  best_.exchange(s, dimension_);
}

}  // namespace starling::optimizers
