#include "optimizers/swarm/grey_wolf.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::optimizers {

namespace {

constexpr std::size_t wolves_default = 30;
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

grey_wolf::grey_wolf(const population_task& task, const strategy::grey_wolf& options)
    : what_(task.what), options_(options), dimension_(what_->dimension()) {
  const std::size_t n = task.particles > 0 ? task.particles : wolves_default;
  points_.resize(n * dimension_);
  values_.assign(n, infinity);
  ahead_.resize(leaders * dimension_);
  ahead_values_.fill(infinity);
  random_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    random_.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
    what_->space().draw(std::span(points_).subspan(i * dimension_, dimension_), random_[i]);
  }
}

void grey_wolf::advance() {
  if (evaluations_ > 0) close_in();
  what_->evaluate_all(points_, values_);
  evaluations_ += values_.size();
  note_leaders();
}

/// α, β and δ among own and heard ones, then a move for each wolf.
void grey_wolf::close_in() {
  struct leader {
    const double* point;
    double value;
  };
  std::vector<leader> known;
  for (std::size_t k = 0; k < leaders; ++k) {
    if (ahead_values_[k] < infinity) {
      known.push_back({ahead_.data() + k * dimension_, ahead_values_[k]});
    }
  }
  for (const auto& c : heard_) known.push_back({c.point.doubles().data(), c.value});
  std::ranges::stable_sort(known, {}, &leader::value);
  if (known.empty()) known.push_back({best_.own().point.doubles().data(), infinity});

  ++generation_;
  const double passed =
      static_cast<double>(generation_) / static_cast<double>(options_.generations);
  const double a = std::max(0.0, 2 - 2 * passed);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    auto& random = random_[i];
    double* x = points_.data() + i * dimension_;
    for (std::size_t j = 0; j < dimension_; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < leaders; ++k) {
        const double l = known[std::min(k, known.size() - 1)].point[j];
        const double reach = a * (2 * random.uniform() - 1);
        const double weight = 2 * random.uniform();
        sum += l - reach * std::abs(weight * l - x[j]);
      }
      x[j] = sum / static_cast<double>(leaders);
      what_->space().bring_back(j, x[j], random);
    }
  }
}

void grey_wolf::note_leaders() {
  const std::size_t d = dimension_;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    std::size_t place = leaders;
    while (place > 0 && values_[i] < ahead_values_[place - 1]) --place;
    if (place == leaders) continue;
    for (std::size_t k = leaders - 1; k > place; --k) {
      ahead_values_[k] = ahead_values_[k - 1];
      std::copy_n(ahead_.data() + (k - 1) * d, d, ahead_.data() + k * d);
    }
    ahead_values_[place] = values_[i];
    std::copy_n(points_.data() + i * d, d, ahead_.data() + place * d);
  }
  const bool any = ahead_values_[0] < infinity;
  best_.evaluated({any ? ahead_.data() : points_.data(), d}, any ? ahead_values_[0] : infinity);
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
  s.exchange(generation_);
  s.exchange(evaluations_);
  s.exchange(random_);
  s.exchange(points_);
  s.exchange(values_);
  s.exchange(ahead_);
  s.exchange(ahead_values_);
  optimizers::exchange(s, heard_, dimension_);
  best_.exchange(s, dimension_);
}

}  // namespace starling::optimizers
