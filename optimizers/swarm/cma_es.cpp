#include "optimizers/swarm/cma_es.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "optimizers/swarm/covariance_eigen.hpp"

namespace starling::optimizers {

namespace {

// When a distribution is stuck: Hansen 2016, B.3, where the limits are explained.
constexpr double tolerance = 1e-12;     ///< Of deviations and, relative to the best, of values.
constexpr double growth_of_step = 1e4;  ///< Of the greatest deviation.
constexpr double condition_max = 1e14;

std::size_t samples_of(const population_task& task) {
  if (task.particles > 0) return std::max<std::size_t>(task.particles, 2);
  return 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>(task.what->dimension())));
}

double mean_width(const search_space& space) {
  double sum = 0;
  for (std::size_t j = 0; j < space.dimension(); ++j) sum += space.high[j] - space.low[j];
  return sum / static_cast<double>(space.dimension());
}

double squared_length(std::span<const double> v) {
  return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
}

/// (Σ w)² / Σ w².
double effective_size(std::span<const double> weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  return sum * sum / squared_length(weights);
}

}  // namespace

cma_parameters::cma_parameters(std::size_t dimension, std::size_t samples)
    : weights(samples), parents(samples / 2) {
  const auto n = static_cast<double>(dimension);
  for (std::size_t i = 0; i < samples; ++i) {
    weights[i] =
        std::log((static_cast<double>(samples) + 1) / 2) - std::log(static_cast<double>(i) + 1);
  }
  const auto positive = std::span(weights).first(parents);
  const auto negative = std::span(weights).subspan(parents);
  effective = effective_size(positive);
  const double opposed = effective_size(negative);
  path_step = (effective + 2) / (n + effective + 5);
  damping = 1 + 2 * std::max(0.0, std::sqrt((effective - 1) / (n + 1)) - 1) + path_step;
  path_rank_one = (4 + effective / n) / (n + 4 + 2 * effective / n);
  rank_one = 2 / ((n + 1.3) * (n + 1.3) + effective);
  rank_mu = std::min(1 - rank_one,
                     2 * (0.25 + effective + 1 / effective - 2) / ((n + 2) * (n + 2) + effective));
  length = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  // The three limits of the negative weights, of which the last keeps C positive definite.
  const double share = std::min({1 + rank_one / rank_mu, 1 + 2 * opposed / (effective + 2),
                                 (1 - rank_one - rank_mu) / (n * rank_mu)});
  const double above = std::accumulate(positive.begin(), positive.end(), 0.0);
  const double below = -std::accumulate(negative.begin(), negative.end(), 0.0);
  for (double& w : positive) w /= above;
  for (double& w : negative) w *= share / below;
}

cma_es::cma_es(const population_task& task, const strategy::cma_es& options)
    : what_(task.what),
      seed_(task.seed),
      node_(task.node.value),
      samples_at_start_(samples_of(task)),
      dimension_(what_->dimension()),
      initial_step_(options.step * mean_width(what_->space())),
      parameters_(dimension_, samples_at_start_) {
  const std::size_t d = dimension_;
  const auto& space = what_->space();
  for (std::size_t j = 0; j < d; ++j) {
    initial_.push_back((space.high[j] - space.low[j]) / mean_width(space));
  }
  for (auto* v : {&mean_, &path_step_, &path_rank_one_, &lengths_, &scratch_, &mean_step_}) {
    v->resize(d);
  }
  for (auto* m : {&covariance_, &axes_, &matrix_}) m->resize(d * d);
  resize(samples_at_start_);
  begin();
}

/// As many samples; those that are new have sources of their own.
void cma_es::resize(std::size_t samples) {
  const std::size_t d = dimension_;
  parameters_ = cma_parameters(d, samples);
  random_.reserve(samples);
  for (std::size_t i = random_.size(); i < samples; ++i) {
    random_.emplace_back(messages::substream(seed_, "particle", node_, i));
  }
  random_.erase(random_.begin() + static_cast<std::ptrdiff_t>(samples), random_.end());
  points_.resize(samples * d);
  steps_.resize(samples * d);
  values_.assign(samples, std::numeric_limits<double>::infinity());
  order_.resize(samples);
  history_.assign(10 + (30 * d + samples - 1) / samples, 0.0);
}

/// A new distribution.
void cma_es::begin() {
  sigma_ = initial_step_;
  what_->space().draw(mean_, random_[0]);
  for (auto* v : {&path_step_, &path_rank_one_, &covariance_, &axes_}) std::ranges::fill(*v, 0.0);
  for (std::size_t j = 0; j < dimension_; ++j) {
    covariance_[j * dimension_ + j] = initial_[j] * initial_[j];
    axes_[j * dimension_ + j] = 1;
  }
  lengths_ = initial_;
  generation_ = decomposed_ = 0;
  if (evaluations_ == 0) {
    for (std::size_t i = 0; i < samples(); ++i) std::ranges::copy(mean_, row(points_, i).begin());
  }
}

std::span<double> cma_es::row(std::vector<double>& rows, std::size_t i) const {
  return std::span(rows).subspan(i * dimension_, dimension_);
}

double cma_es::deviation(std::size_t j) const {
  return sigma_ * std::sqrt(covariance_[j * dimension_ + j]);
}

void cma_es::advance() {
  if (stuck_ != 0) {
    resize(std::min(2 * samples(), growth_max * samples_at_start_));
    begin();
  }
  for (std::size_t i = 0; i < samples(); ++i) sample(i);
  const auto told = std::ranges::min_element(heard_, {}, &candidate::value);
  if (told != heard_.end() && told->value < best_.own().value &&
      !(told->point == injected_.point)) {
    injected_ = *told;
    inject(*told, samples() - 1);
  }
  what_->evaluate_all(points_, values_);
  evaluations_ += samples();
  rank();
  ++generation_;
  update();
  stuck_ = stuck() ? 1 : 0;
}

/// m + σ B D z, brought back to the box.
void cma_es::sample(std::size_t i) {
  const std::size_t d = dimension_;
  const auto step = row(steps_, i);
  const auto point = row(points_, i);
  for (std::size_t k = 0; k < d; ++k) scratch_[k] = lengths_[k] * random_[i].normal();
  bool outside = false;
  for (std::size_t j = 0; j < d; ++j) {
    step[j] = std::inner_product(scratch_.begin(), scratch_.end(),
                                 axes_.begin() + static_cast<std::ptrdiff_t>(j * d), 0.0);
    point[j] = mean_[j] + sigma_ * step[j];
    if (!what_->space().bring_back(j, point[j], random_[i])) continue;
    step[j] = (point[j] - mean_[j]) / sigma_;
    outside = true;
  }
  if (outside) limit(step);
}

void cma_es::inject(const candidate& c, std::size_t i) {
  const auto from = c.point.doubles();
  const auto step = row(steps_, i);
  std::ranges::copy(from, row(points_, i).begin());
  for (std::size_t j = 0; j < dimension_; ++j) step[j] = (from[j] - mean_[j]) / sigma_;
  limit(step);
}

/// Shortens a step that was not drawn to what might well have been drawn (Hansen 2011, c_y).
void cma_es::limit(std::span<double> step) {
  const auto n = static_cast<double>(dimension_);
  const double most = std::sqrt(n) + 2 * n / (n + 2);
  const double length = std::sqrt(whiten(step));
  if (length <= most) return;
  for (double& s : step) s *= most / length;
}

/// D⁻¹ Bᵀ `step`, in `scratch_`; returns its squared length.
double cma_es::whiten(std::span<const double> step) {
  const std::size_t d = dimension_;
  std::ranges::fill(scratch_, 0.0);
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t k = 0; k < d; ++k) scratch_[k] += axes_[j * d + k] * step[j];
  }
  for (std::size_t k = 0; k < d; ++k) scratch_[k] /= lengths_[k];
  return squared_length(scratch_);
}

void cma_es::rank() {
  for (double& v : values_) {
    if (std::isnan(v)) v = std::numeric_limits<double>::infinity();
  }
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::sort(order_, [this](std::uint32_t a, std::uint32_t b) {
    return values_[a] < values_[b] || (values_[a] == values_[b] && a < b);
  });
  best_.evaluated(row(points_, order_[0]), values_[order_[0]]);
  history_[generation_ % history_.size()] = values_[order_[0]];
}

void cma_es::update() {
  const std::size_t d = dimension_;
  const cma_parameters& p = parameters_;
  std::ranges::fill(mean_step_, 0.0);
  for (std::size_t i = 0; i < p.parents; ++i) {
    const auto step = row(steps_, order_[i]);
    for (std::size_t j = 0; j < d; ++j) mean_step_[j] += p.weights[i] * step[j];
  }
  const double gain = std::sqrt(p.path_step * (2 - p.path_step) * p.effective);
  whiten(mean_step_);
  for (std::size_t j = 0; j < d; ++j) {
    mean_[j] += sigma_ * mean_step_[j];
    const double back = std::inner_product(scratch_.begin(), scratch_.end(),
                                           axes_.begin() + static_cast<std::ptrdiff_t>(j * d), 0.0);
    path_step_[j] = (1 - p.path_step) * path_step_[j] + gain * back;
  }
  const double length = std::sqrt(squared_length(path_step_));
  const double warm =
      std::sqrt(1 - std::pow(1 - p.path_step, 2 * static_cast<double>(generation_)));
  const bool moving = length / warm < (1.4 + 2 / (static_cast<double>(d) + 1)) * p.length;
  const double rate = p.path_rank_one * (2 - p.path_rank_one);
  for (std::size_t j = 0; j < d; ++j) {
    path_rank_one_[j] *= 1 - p.path_rank_one;
    if (moving) path_rank_one_[j] += std::sqrt(rate * p.effective) * mean_step_[j];
  }
  update_covariance(moving ? 0 : rate);
  sigma_ *= std::exp(std::min(1.0, p.path_step / p.damping * (length / p.length - 1)));
  const double each = 1 / (10 * static_cast<double>(d) * (p.rank_one + p.rank_mu));
  if (static_cast<double>(generation_ - decomposed_) > each) decompose();
}

/// `stalled`: what C keeps of itself in place of the step that p_c did not take.
void cma_es::update_covariance(double stalled) {
  const std::size_t d = dimension_;
  const cma_parameters& p = parameters_;
  const double sum = std::accumulate(p.weights.begin(), p.weights.end(), 0.0);
  const double kept = 1 + p.rank_one * stalled - p.rank_one - p.rank_mu * sum;
  const auto add = [&](double weight, std::span<const double> y) {
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = i; j < d; ++j) covariance_[i * d + j] += weight * y[i] * y[j];
    }
  };
  for (double& c : covariance_) c *= kept;
  add(p.rank_one, path_rank_one_);
  for (std::size_t i = 0; i < samples(); ++i) {
    const auto step = row(steps_, order_[i]);
    double weight = p.weights[i];
    if (weight < 0) weight *= static_cast<double>(d) / std::max(whiten(step), 1e-300);
    add(p.rank_mu * weight, step);
  }
}

/// B and D of C; where C has none, D becomes zero, which `stuck` takes for what it is.
void cma_es::decompose() {
  decomposed_ = generation_;
  matrix_ = covariance_;
  const bool converged = symmetric_eigen(matrix_, axes_, lengths_);
  for (double& length : lengths_) length = converged ? std::sqrt(std::max(length, 0.0)) : 0;
}

bool cma_es::stuck() const {
  const auto [least, most] = std::ranges::minmax(lengths_);
  if (!std::isfinite(sigma_) || !(most * most < condition_max * least * least)) return true;
  const double widest = std::ranges::max(initial_) * initial_step_;
  if (sigma_ * most > growth_of_step * widest) return true;
  bool moves = false;
  for (std::size_t j = 0; j < dimension_; ++j) {
    const double step = std::max(deviation(j), sigma_ * std::abs(path_rank_one_[j]));
    moves = moves || !(step < tolerance * initial_step_ * initial_[j]);
  }
  return !moves || without_effect() || flat();
}

/// Whether the values of all samples and the best of the last generations are as good as one.
bool cma_es::flat() const {
  if (generation_ < history_.size()) return false;
  const auto [least, most] = std::ranges::minmax(history_);
  const double low = std::min(least, values_[order_.front()]);
  const double high = std::max(most, values_[order_.back()]);
  return low == high || high - low < tolerance * std::abs(low);
}

/// Whether rounding swallows a tenth of one axis, or a fifth of a coordinate's deviation.
bool cma_es::without_effect() const {
  const std::size_t d = dimension_;
  const std::size_t k = generation_ % d;
  bool axis = true;
  bool coordinate = false;
  for (std::size_t j = 0; j < d; ++j) {
    axis = axis && mean_[j] == mean_[j] + 0.1 * sigma_ * lengths_[k] * axes_[j * d + k];
    coordinate = coordinate || mean_[j] == mean_[j] + 0.2 * deviation(j);
  }
  return axis || coordinate;
}

void cma_es::hear(std::span<const messages::contribution> told) {
  keep(told, heard_);
  best_.heard(heard_);
}

std::size_t cma_es::positions(std::span<double> points) const {
  const auto count = std::min(samples(), points.size() / dimension_);
  std::copy_n(points_.begin(), count * dimension_, points.begin());
  return count;
}

void cma_es::exchange(state& s) {
  auto count = static_cast<std::uint64_t>(samples());
  s.exchange(count);
  if (s.reading()) {
    if (count < 2 || count > s.left() / sizeof(messages::random_source)) {
      std::vector<std::byte> more(s.left() + 1);  // breaks it
      return s.exchange(more);
    }
    resize(count);
  }
  s.exchange(random_);
  for (auto* v : {&points_, &values_, &history_, &mean_, &path_step_, &path_rank_one_, &covariance_,
                  &axes_, &lengths_}) {
    s.exchange(*v);
  }
  s.exchange(sigma_);
  for (auto* n : {&evaluations_, &generation_, &decomposed_}) s.exchange(*n);
  s.exchange(stuck_);
  optimizers::exchange(s, heard_, dimension_);
  optimizers::exchange(s, injected_, dimension_);
  best_.exchange(s, dimension_);
}

}  // namespace starling::optimizers
