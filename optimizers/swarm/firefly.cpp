#include "optimizers/swarm/firefly.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace starling::optimizers {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double unit_of(const search_space& space) {
  const auto d = static_cast<double>(space.dimension());
  double widths = 0;
  for (std::size_t j = 0; j < space.dimension(); ++j) widths += space.high[j] - space.low[j];
  return widths / d / 10;
}

}  // namespace

firefly::firefly(const population_task& task, const starling::strategy::firefly& options)
    : what_(task.what),
      dimension_(what_->dimension()),
      options_(options),
      unit_(options.distance_unit > 0 ? options.distance_unit : unit_of(what_->space())),
      randomness_(options.randomness),
      best_point_(dimension_),
      best_value_(infinity) {
  const std::size_t n = task.particles > 0 ? task.particles : 25;
  positions_.resize(n * dimension_);
  before_.resize(n * dimension_);
  values_.resize(n, infinity);
  sources_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    sources_.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
    what_->space().draw(row(positions_, i), sources_[i]);
  }
  best_point_.assign(positions_.begin(), positions_.begin() + static_cast<long>(dimension_));
  ranks_.resize(n);
}

std::span<double> firefly::row(std::vector<double>& points, std::size_t i) const {
  return std::span(points).subspan(i * dimension_, dimension_);
}

double firefly::value(std::size_t j) const {
  const std::size_t n = values_.size();
  return j < n ? values_[j] : heard_[j - n].value;
}

std::span<const double> firefly::point(std::size_t j) const {
  const std::size_t n = values_.size();
  if (j >= n) return heard_[j - n].point.doubles();
  return std::span(before_).subspan(j * dimension_, dimension_);
}

std::size_t firefly::brightest() const {
  return static_cast<std::size_t>(std::ranges::min_element(values_) - values_.begin());
}

void firefly::advance() {
  if (evaluations_ > 0) move_all();
  what_->evaluate_all(positions_, values_);
  for (double& v : values_) {
    if (std::isnan(v)) v = infinity;
  }
  evaluations_ += values_.size();
  told_ = nothing();
  const std::size_t b = brightest();
  if (values_[b] < best_value_) {
    best_value_ = values_[b];
    std::ranges::copy(row(positions_, b), best_point_.begin());
    best_ = nothing();
  }
}

void firefly::rank() {
  std::iota(ranks_.begin(), ranks_.end(), 0U);
  std::ranges::sort(ranks_, [this](std::uint32_t a, std::uint32_t b) {
    return value(a) != value(b) ? value(a) > value(b) : a < b;
  });
}

void firefly::move_all() {
  rank();
  positions_.swap(before_);
  for (std::size_t i = 0; i < values_.size(); ++i) move(i);
  randomness_ *= options_.randomness_decay;
}

void firefly::move(std::size_t i) {
  const auto x = row(positions_, i);
  std::ranges::copy(row(before_, i), x.begin());
  auto& random = sources_[i];
  const double step = randomness_ * unit_;
  const double absorption = options_.absorption / (unit_ * unit_);
  const auto brighter = std::ranges::upper_bound(ranks_, values_[i], std::greater{},
                                                 [this](std::uint32_t j) { return value(j); });
  for (auto j = brighter; j != ranks_.end(); ++j) {
    const auto light = point(*j);
    double squared = 0;
    for (std::size_t k = 0; k < x.size(); ++k) squared += (light[k] - x[k]) * (light[k] - x[k]);
    const double pull = options_.attractiveness * std::exp(-absorption * squared);
    for (std::size_t k = 0; k < x.size(); ++k) {
      x[k] += pull * (light[k] - x[k]) + step * (random.uniform() - 0.5);
    }
  }
  if (brighter == ranks_.end()) {
    for (double& xk : x) xk += step * (random.uniform() - 0.5);
  }
  for (std::size_t k = 0; k < x.size(); ++k) what_->space().bring_back(k, x[k], random);
}

void firefly::hear(std::span<const messages::contribution> told) {
  keep(told, heard_);
  ranks_.resize(values_.size() + heard_.size());
  for (const auto& c : heard_) {
    if (c.value < best_heard_.value) best_heard_ = c;
  }
}

candidate firefly::best() const {
  if (best_heard_.value < best_value_) return best_heard_;
  if (evaluations_ > 0 && best_.point.empty()) {
    best_ = {.point = messages::tensor(std::span<const double>(best_point_)), .value = best_value_};
  }
  return best_;
}

candidate firefly::told() const {
  if (evaluations_ > 0 && told_.point.empty()) {
    const std::size_t b = brightest();
    const auto at = std::span(positions_).subspan(b * dimension_, dimension_);
    told_ = {.point = messages::tensor(at), .value = values_[b]};
  }
  return told_;
}

std::size_t firefly::positions(std::span<double> points) const {
  const std::size_t count = std::min(values_.size(), points.size() / dimension_);
  std::copy_n(positions_.begin(), count * dimension_, points.begin());
  return count;
}

void firefly::exchange(state& s) {
  s.exchange(evaluations_);
  s.exchange(randomness_);
  s.exchange(sources_);
  s.exchange(positions_);
  s.exchange(values_);
  s.exchange(best_point_);
  s.exchange(best_value_);
  optimizers::exchange(s, heard_, dimension_);
  optimizers::exchange(s, best_heard_, dimension_);
  if (!s.reading()) return;
  ranks_.resize(values_.size() + heard_.size());
  told_ = nothing();
  best_ = nothing();
}

}  // namespace starling::optimizers
