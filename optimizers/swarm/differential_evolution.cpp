#include "optimizers/swarm/differential_evolution.hpp"

#include <algorithm>
#include <limits>

namespace starling::optimizers {

namespace {

using variant = enum strategy::differential_evolution::variant;

constexpr std::size_t particles_default = 30;
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

differential_evolution::differential_evolution(const population_task& task,
                                               const strategy::differential_evolution& options)
    : what_(task.what), options_(options), dimension_(what_->dimension()) {
  const std::size_t n = task.particles > 0 ? task.particles : particles_default;
  const std::size_t d = dimension_;
  points_.resize(n * d);
  values_.assign(n, infinity);
  trials_.resize(n * d);
  trial_values_.resize(n);
  strangers_.resize(3 * d);
  random_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    random_.emplace_back(messages::substream(task.seed, "particle", task.node.value, i));
    what_->space().draw(std::span(points_).subspan(i * d, d), random_[i]);
  }
  trials_ = points_;
}

void differential_evolution::advance() {
  if (evaluations_ > 0) {
    const double* best = leader();
    for (std::size_t i = 0; i < values_.size(); ++i) move(i, best);
  }
  what_->evaluate_all(trials_, trial_values_);
  evaluations_ += values_.size();
  select();
}

const double* differential_evolution::member(std::size_t i) const {
  const std::size_t n = values_.size();
  return i < n ? points_.data() + i * dimension_ : heard_[i - n].point.doubles().data();
}

const double* differential_evolution::leader() const {
  const auto least = std::ranges::min_element(values_);
  const double* best = member(static_cast<std::size_t>(least - values_.begin()));
  double value = *least;
  for (const candidate& c : heard_) {
    if (!(c.value < value)) continue;
    best = c.point.doubles().data();
    value = c.value;
  }
  return best;
}

differential_evolution::donors differential_evolution::draw_donors(std::size_t i) {
  const std::size_t wanted = options_.variant == variant::rand_1 ? 3 : 2;
  const std::size_t all = values_.size() + heard_.size();
  std::array<std::size_t, 4> taken{i};  // of them k + 1
  donors drawn{};
  for (std::size_t k = 0; k < wanted; ++k) {
    if (k + 1 < all) {
      const auto before = std::span(taken).first(k + 1);
      std::size_t r = 0;
      do {
        r = static_cast<std::size_t>(random_[i].below(all));
      } while (std::ranges::count(before, r) > 0);
      taken[k + 1] = r;
      drawn[k] = member(r);
    } else if (k + 1 == all) {
      drawn[k] = member(i);
    } else {
      const auto stranger = std::span(strangers_).subspan(k * dimension_, dimension_);
      what_->space().draw(stranger, random_[i]);
      drawn[k] = stranger.data();
    }
  }
  return drawn;
}

void differential_evolution::move(std::size_t i, const double* leader) {
  const auto [a, b, c] = draw_donors(i);
  const double f = options_.weight;
  const double* x = member(i);
  double* u = trials_.data() + i * dimension_;
  auto& random = random_[i];
  const auto always = static_cast<std::size_t>(random.below(dimension_));
  for (std::size_t j = 0; j < dimension_; ++j) {
    u[j] = x[j];
    if (random.uniform() >= options_.crossover && j != always) continue;
    switch (options_.variant) {
      case variant::rand_1:
        u[j] = a[j] + f * (b[j] - c[j]);
        break;
      case variant::best_1:
        u[j] = leader[j] + f * (a[j] - b[j]);
        break;
      case variant::current_to_best_1:
        u[j] = x[j] + f * (leader[j] - x[j]) + f * (a[j] - b[j]);
        break;
    }
    what_->space().bring_back(j, u[j], random);
  }
}

void differential_evolution::select() {
  const std::size_t d = dimension_;
  std::size_t best = 0;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (trial_values_[i] <= values_[i]) {  // not NaN
      values_[i] = trial_values_[i];
      std::copy_n(trials_.data() + i * d, d, points_.data() + i * d);
    }
    if (values_[i] < values_[best]) best = i;
  }
  best_.evaluated({points_.data() + best * d, d}, values_[best]);
}

void differential_evolution::hear(std::span<const messages::contribution> told) {
  keep(told, heard_);
  best_.heard(heard_);
}

std::size_t differential_evolution::positions(std::span<double> points) const {
  const auto count = std::min(values_.size(), points.size() / dimension_);
  std::copy_n(points_.begin(), count * dimension_, points.begin());
  return count;
}

void differential_evolution::exchange(state& s) {
  s.exchange(evaluations_);
  s.exchange(random_);
  s.exchange(points_);
  s.exchange(values_);
  optimizers::exchange(s, heard_, dimension_);
  best_.exchange(s, dimension_);
  if (s.reading()) trials_ = points_;
}

}  // namespace starling::optimizers
