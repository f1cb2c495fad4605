#include "optimizers/swarm/artificial_bee_colony.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace starling::optimizers {

namespace {

constexpr std::size_t particles_default = 20;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double fitness_max = 1e300;  ///< So that a sum of them is finite.

/// What draws onlookers: positive, and more for less.
double fitness(double value) {
  return value >= 0 ? 1 / (1 + value) : std::min(1 - value, fitness_max);
}

}  // namespace

artificial_bee_colony::artificial_bee_colony(const population_task& task,
                                             const strategy::bee_colony& options)
    : what_(task.what), dimension_(what_->dimension()), adopted_(infinity) {
  const std::size_t n = task.particles > 0 ? task.particles : particles_default;
  const std::size_t half = n - n / 2;
  limit_ = options.limit > 0 ? options.limit : half * dimension_;
  random_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    random_.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
  }
  trials_.resize(n * dimension_);
  trial_values_.resize(n);
  values_.assign(half, infinity);
  in_vain_.assign(half, 0);
  shares_.resize(half);
  choices_.resize(n - half);
  for (std::size_t i = 0; i < half; ++i) what_->space().draw(row(trials_, i), random_[i]);
  points_.assign(trials_.begin(), trials_.begin() + static_cast<std::ptrdiff_t>(half * dimension_));
}

std::span<double> artificial_bee_colony::row(std::vector<double>& rows, std::size_t i) const {
  return std::span(rows).subspan(i * dimension_, dimension_);
}

void artificial_bee_colony::advance() {
  if (evaluations_ > 0) adopt();
  employed();
  onlookers();
  choose_scout();
  evaluations_ += random_.size();
}

void artificial_bee_colony::adopt() {
  const auto told = std::ranges::min_element(heard_, {}, &candidate::value);
  if (told == heard_.end() || !(told->value < std::min(adopted_, std::ranges::min(values_)))) {
    return;
  }
  const auto worst = static_cast<std::size_t>(std::ranges::max_element(values_) - values_.begin());
  std::ranges::copy(told->point.doubles(), row(points_, worst).begin());
  adopted_ = values_[worst] = told->value;
  in_vain_[worst] = 0;
  if (scout_ == worst) scout_ = nobody;
}

void artificial_bee_colony::employed() {
  const std::size_t n = sources();
  for (std::size_t i = 0; i < n; ++i) {
    if (evaluations_ == 0) {
      std::ranges::copy(row(points_, i), row(trials_, i).begin());
    } else if (scout_ == i) {
      what_->space().draw(row(trials_, i), random_[i]);
    } else {
      try_beside(i, i);
    }
  }
  what_->evaluate_all(std::span(trials_).first(n * dimension_), std::span(trial_values_).first(n));
  if (scout_ != nobody) values_[scout_] = infinity;  // it is left, whatever comes
  for (std::size_t i = 0; i < n; ++i) judge(i, i);
}

void artificial_bee_colony::onlookers() {
  const std::size_t n = sources();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) shares_[i] = sum += fitness(values_[i]);
  for (std::size_t k = 0; k < choices_.size(); ++k) {
    auto& random = random_[n + k];
    const auto chosen = std::ranges::upper_bound(shares_, random.uniform() * sum);
    const auto at = chosen == shares_.end()  // nothing has a value, or rounding
                        ? random.below(n)
                        : static_cast<std::uint64_t>(chosen - shares_.begin());
    choices_[k] = static_cast<std::uint32_t>(at);
    try_beside(choices_[k], n + k);
  }
  what_->evaluate_all(std::span(trials_).subspan(n * dimension_),
                      std::span(trial_values_).subspan(n));
  for (std::size_t k = 0; k < choices_.size(); ++k) judge(choices_[k], n + k);
}

void artificial_bee_colony::choose_scout() {
  const auto most = std::ranges::max_element(in_vain_);
  scout_ = *most > limit_ ? static_cast<std::uint64_t>(most - in_vain_.begin()) : nobody;
}

/// The trial of `bee` beside a source. Who knows of no other point takes one drawn in the box.
void artificial_bee_colony::try_beside(std::size_t source, std::size_t bee) {
  auto& random = random_[bee];
  const auto trial = row(trials_, bee);
  const auto& space = what_->space();
  std::ranges::copy(row(points_, source), trial.begin());
  const auto j = static_cast<std::size_t>(random.below(dimension_));
  const std::size_t others = sources() - 1 + heard_.size();
  double other = 0;
  if (others == 0) {
    other = random.uniform(space.low[j], space.high[j]);
  } else {
    auto k = static_cast<std::size_t>(random.below(others));
    if (k >= source) ++k;
    other = k < sources() ? points_[k * dimension_ + j] : heard_[k - sources()].point.doubles()[j];
  }
  trial[j] += random.uniform(-1, 1) * (trial[j] - other);
  space.bring_back(j, trial[j], random);
}

void artificial_bee_colony::judge(std::size_t source, std::size_t bee) {
  const auto trial = row(trials_, bee);
  const double value = trial_values_[bee];
  best_.evaluated(trial, value);
  if (value < values_[source] || (bee == source && scout_ == source)) {
    std::ranges::copy(trial, row(points_, source).begin());
    values_[source] = std::isnan(value) ? infinity : value;
    in_vain_[source] = 0;
  } else {
    ++in_vain_[source];
  }
}

void artificial_bee_colony::hear(std::span<const messages::contribution> told) {
  keep(told, heard_);
  best_.heard(heard_);
}

std::size_t artificial_bee_colony::positions(std::span<double> points) const {
  const auto count = std::min(sources(), points.size() / dimension_);
  std::copy_n(points_.begin(), count * dimension_, points.begin());
  return count;
}

void artificial_bee_colony::exchange(state& s) {
  s.exchange(evaluations_);
  s.exchange(scout_);
  if (scout_ >= sources()) scout_ = nobody;
  s.exchange(random_);
  s.exchange(points_);
  s.exchange(values_);
  s.exchange(in_vain_);
  s.exchange(adopted_);
  optimizers::exchange(s, heard_, dimension_);
  best_.exchange(s, dimension_);
}

}  // namespace starling::optimizers
