#include "optimizers/swarm/artificial_bee_colony.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::optimizers {

namespace {

constexpr std::size_t sources_default = 20;
constexpr double infinity = std::numeric_limits<double>::infinity();

double fitness(double value) {
  if (std::isinf(value)) return value > 0 ? 0 : infinity;
  return value >= 0 ? 1 / (1 + value) : 1 - value;
}

}  // namespace

artificial_bee_colony::artificial_bee_colony(const population_task& task,
                                             const strategy::bee_colony& options)
    : what_(task.what), dimension_(what_->dimension()) {
  const std::size_t n = task.particles > 0 ? task.particles : sources_default;
  limit_ = options.limit > 0 ? options.limit : n * dimension_;
  points_.resize(n * dimension_);
  values_.assign(n, infinity);
  failures_.assign(n, 0);
  trial_.resize(dimension_);
  random_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    random_.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
    draw(i);
  }
}

void artificial_bee_colony::draw(std::size_t i) {
  what_->space().draw(std::span(points_).subspan(i * dimension_, dimension_), random_[i]);
}

void artificial_bee_colony::advance() {
  const std::size_t n = values_.size();
  if (evaluations_ == 0) {
    for (std::size_t i = 0; i < n; ++i) evaluate(i);
    return;
  }
  for (std::size_t i = 0; i < n; ++i) forage(i, random_[i]);
  for (std::size_t i = 0; i < n; ++i) forage(chosen(random_[i]), random_[i]);
  const auto stale = std::ranges::max_element(failures_);
  if (*stale <= limit_) return;
  const auto i = static_cast<std::size_t>(stale - failures_.begin());
  draw(i);
  evaluate(i);
}

void artificial_bee_colony::evaluate(std::size_t i) {
  const auto point = std::span<const double>(points_).subspan(i * dimension_, dimension_);
  const double value = what_->evaluate(point);
  values_[i] = std::isnan(value) ? infinity : value;
  failures_[i] = 0;
  ++evaluations_;
  best_.evaluated(point, values_[i]);
}

void artificial_bee_colony::forage(std::size_t i, messages::random_source& random) {
  const std::size_t n = values_.size();
  const std::size_t others = n - 1 + heard_.size();
  double* x = points_.data() + i * dimension_;
  std::copy_n(x, dimension_, trial_.begin());
  const auto j = static_cast<std::size_t>(random.below(dimension_));
  if (others == 0) {
    trial_[j] = random.uniform(what_->space().low[j], what_->space().high[j]);
  } else {
    const auto k = static_cast<std::size_t>(random.below(others));
    const double* y = k >= n - 1 ? heard_[k - (n - 1)].point.doubles().data()
                                 : points_.data() + (k < i ? k : k + 1) * dimension_;
    trial_[j] += random.uniform(-1, 1) * (x[j] - y[j]);
    what_->space().bring_back(j, trial_[j], random);
  }
  const double value = what_->evaluate(trial_);
  ++evaluations_;
  if (!(value <= values_[i])) {  // NaN, too
    ++failures_[i];
    return;
  }
  values_[i] = value;
  failures_[i] = 0;
  std::copy_n(trial_.begin(), dimension_, x);
  best_.evaluated({x, dimension_}, value);
}

/// By the roulette of their fitness; where nobody has any, uniformly.
std::size_t artificial_bee_colony::chosen(messages::random_source& random) const {
  double sum = 0;
  for (double v : values_) sum += fitness(v);
  if (!(sum > 0) || std::isinf(sum)) {
    return static_cast<std::size_t>(random.below(values_.size()));
  }
  double left = random.uniform() * sum;
  for (std::size_t i = 0; i + 1 < values_.size(); ++i) {
    left -= fitness(values_[i]);
    if (left < 0) return i;
  }
  return values_.size() - 1;
}

void artificial_bee_colony::hear(std::span<const messages::contribution> told) {
  keep(told, heard_);
  best_.heard(heard_);
}

std::size_t artificial_bee_colony::positions(std::span<double> points) const {
  const auto count = std::min(values_.size(), points.size() / dimension_);
  std::copy_n(points_.begin(), count * dimension_, points.begin());
  return count;
}

void artificial_bee_colony::exchange(state& s) {
  s.exchange(evaluations_);
  s.exchange(random_);
  s.exchange(points_);
  s.exchange(values_);
  s.exchange(failures_);
  optimizers::exchange(s, heard_, dimension_);
  best_.exchange(s, dimension_);
}

}  // namespace starling::optimizers
