#include "aggregation/gathering.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include "aggregation/kernels/squared_distances.hpp"
#include "aggregation/kernels/weighted_mean.hpp"

namespace starling::aggregation {

namespace {

/// Sums what a combination says beside its parameters.
class summary {
 public:
  void add(const messages::contribution& c) {
    if (!(c.weight > 0)) return;
    const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - samples_;
    samples_ += std::min(c.samples.value, room);
    if (!std::isfinite(c.score)) return;
    weight_ += c.weight;
    score_ += (c.score - score_) * (c.weight / weight_);  // a running mean cannot overflow
  }
  void close(messages::combination& result) const {
    result.samples = messages::sample_count{samples_};
    result.score = weight_ > 0 ? score_ : std::numeric_limits<double>::infinity();
  }

 private:
  std::uint64_t samples_ = 0;
  double weight_ = 0;
  double score_ = 0;
};

/// -½ Σ c[j] c[k] D[j n + k]: the squared length of Σ c[j] x_j where Σ c[j] = 0.
double squared_length(std::span<const double> c, const std::vector<double>& distances) {
  const std::size_t n = c.size();
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j) {
    if (c[j] == 0) continue;
    double inner = 0;
    for (std::size_t k = 0; k < j; ++k) {
      if (c[k] != 0) inner += c[k] * distances[j * n + k];
    }
    sum -= c[j] * inner;
  }
  return std::max(sum, 0.0);
}

/// C D Cᵀ of the m × n coefficients.
std::vector<double> both_sides(std::span<const double> coefficients, std::size_t n,
                               const std::vector<double>& distances) {
  const std::size_t m = coefficients.size() / n;
  std::vector<double> both(m * m);
  std::vector<double> left(n);
  for (std::size_t i = 0; i < m; ++i) {
    std::fill(left.begin(), left.end(), 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      const double c = coefficients[i * n + j];
      if (c == 0) continue;
      for (std::size_t k = 0; k < n; ++k) left[k] += c * distances[j * n + k];
    }
    for (std::size_t j = 0; j <= i; ++j) {
      const auto row = coefficients.subspan(j * n, n);
      both[i * m + j] = std::inner_product(row.begin(), row.end(), left.begin(), 0.0);
    }
  }
  return both;
}

/// The distances of the mixtures, all of them from one product of matrices. Where that is little
/// beside its terms, as between mixtures that share a far liar, it has lost its digits: then from
/// the difference of the two, in which what they share is exactly zero.
std::vector<double> mixed_distances(std::span<const double> coefficients, std::size_t n,
                                    const std::vector<double>& distances) {
  constexpr double share_min = 1e-4;  // leaves some eleven digits
  const std::size_t m = coefficients.size() / n;
  std::vector<double> mixed = both_sides(coefficients, n, distances);
  std::vector<double> difference(n);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double own = (mixed[i * m + i] + mixed[j * m + j]) / 2;
      double apart = mixed[i * m + j] - own;
      if (!(apart > share_min * own)) {
        for (std::size_t k = 0; k < n; ++k) {
          difference[k] = coefficients[i * n + k] - coefficients[j * n + k];
        }
        apart = squared_length(difference, distances);
      }
      mixed[i * m + j] = mixed[j * m + i] = apart;
    }
  }
  for (std::size_t i = 0; i < m; ++i) mixed[i * m + i] = 0;
  return mixed;
}

}  // namespace

gathering::gathering(std::span<const messages::contribution> contributions,
                     const round_context& context)
    : all_(contributions), context_(&context), byzantine_(context.byzantine) {
  sift();
}

void gathering::sift() {
  finite_.reserve(all_.size());
  rows_.stored.reserve(all_.size());
  if (!all_.empty()) rows_.size = all_.front().parameters.size();
  const auto wide = [](const messages::tensor& t) {
    return t.precision() == messages::precision::float64;
  };
  has_doubles_ = !all_.empty() && wide(all_.front().parameters);
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const auto& values = all_[i].parameters;
    one_shape_ = one_shape_ && values.size() == rows_.size && wide(values) == has_doubles_;
    if (values.all_finite()) {
      finite_.push_back(i);
      rows_.stored.push_back(wide(values) ? nullptr : values.values().data());
    } else {
      judgements_.push_back({all_[i].sender, messages::refusal::non_finite, 0, 0});
      if (byzantine_ > 0) --byzantine_;
    }
  }
  const std::size_t origin = context_->origin.size();
  one_shape_ = one_shape_ && (origin == 0 || origin == rows_.size);
}

const kernels::workers& gathering::threads() const {
  static const kernels::in_order alone;
  return context_->threads != nullptr ? *context_->threads : alone;
}

std::optional<std::size_t> gathering::trusted() const {
  if (!context_->trusted) return std::nullopt;
  for (std::size_t i = 0; i < size(); ++i) {
    for (const std::size_t owner : owners(i)) {
      if (all_[owner].sender == *context_->trusted) return i;
    }
  }
  return std::nullopt;
}

std::span<const std::size_t> gathering::owners(std::size_t row) const {
  return owners_.empty() ? std::span(finite_).subspan(row, 1) : std::span(owners_[row]);
}

double gathering::weight(std::size_t row) const {
  double sum = 0;
  for (const std::size_t owner : owners(row)) sum += all_[owner].weight;
  return sum;
}

std::vector<double> gathering::weights() const {
  std::vector<double> all(size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = weight(i);
  return all;
}

messages::tensor gathering::row(std::size_t i) const {
  if (mixing_.empty()) return all_[finite_[i]].parameters;
  std::vector<double> chosen(size());
  chosen[i] = 1;
  return mean(chosen);
}

kernels::rows gathering::rows(std::span<const std::size_t> chosen) const {
  kernels::rows some;
  some.size = rows_.size;
  if (mixing_.empty()) {
    for (const std::size_t i : chosen) some.stored.push_back(rows_.stored[i]);
    return some;
  }
  some.stored = rows_.stored;
  const std::size_t n = rows_.stored.size();
  for (const std::size_t i : chosen) {
    const auto from = rows_.mixing.begin() + static_cast<std::ptrdiff_t>(i * n);
    some.mixing.insert(some.mixing.end(), from, from + static_cast<std::ptrdiff_t>(n));
  }
  return some;
}

const std::vector<double>& gathering::squared_distances() {
  if (distances_.empty()) distances_ = kernels::squared_distances(rows_, threads());
  return distances_;
}

const std::vector<double>& gathering::squared_norms() {
  if (norms_.empty()) norms_ = squared_distances_to(origin());
  return norms_;
}

std::vector<double> gathering::squared_distances_to(const messages::tensor& point) const {
  return kernels::squared_distances_to(rows_, point.values(), threads());
}

messages::tensor gathering::mean(std::span<const double> weights) const {
  auto out = messages::tensor::uninitialised(dimension());
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  kernels::weighted_mean(rows_.stored, on_stored(weights), total, out.mutate(), threads());
  return out;
}

gathering::centre gathering::mean_with_distances(std::span<const double> weights) const {
  centre out{messages::tensor::uninitialised(dimension()), {}};
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  out.squared_distances = kernels::weighted_mean_with_distances(rows_, on_stored(weights), total,
                                                                out.point.mutate(), threads());
  return out;
}

/// How much of each stored row a weighted sum of the rows holds.
std::vector<double> gathering::on_stored(std::span<const double> weights) const {
  if (mixing_.empty()) return {weights.begin(), weights.end()};
  const std::size_t n = rows_.stored.size();
  std::vector<double> sums(n);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    for (std::size_t j = 0; j < n; ++j) sums[j] += weights[i] * mixing_[i * n + j];
  }
  return sums;
}

void gathering::mix(std::span<const double> coefficients,
                    const std::vector<std::vector<std::size_t>>& owners) {
  const std::size_t before = size();
  const std::size_t m = coefficients.size() / before;
  if (!distances_.empty()) distances_ = mixed_distances(coefficients, before, distances_);
  norms_.clear();
  std::vector<double> mixing;
  for (std::size_t i = 0; i < m; ++i) {
    const auto row = on_stored(coefficients.subspan(i * before, before));
    mixing.insert(mixing.end(), row.begin(), row.end());
  }
  std::vector<std::vector<std::size_t>> fresh(m);
  for (std::size_t i = 0; i < m; ++i) {
    for (const std::size_t row : owners[i]) {
      const auto of = this->owners(row);
      fresh[i].insert(fresh[i].end(), of.begin(), of.end());
    }
  }
  owners_ = std::move(fresh);
  set_mixing(std::move(mixing));
}

void gathering::shrink(std::span<const double> factors) {
  const std::size_t m = size();
  const std::size_t before = rows_.stored.size();
  const bool add = !origin().empty() && !origin_stored_;
  const std::size_t n = before + (add ? 1 : 0);
  std::vector<double> mixing(m * n);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < before; ++j) {
      const double now = mixing_.empty() ? (i == j ? 1.0 : 0.0) : mixing_[i * before + j];
      mixing[i * n + j] = factors[i] * now;
    }
    if (!origin().empty()) mixing[i * n + n - 1] += 1 - factors[i];
  }
  if (add) rows_.stored.push_back(origin().values().data());
  origin_stored_ = origin_stored_ || add;
  distances_.clear();  // from the rows again: those shrunk most would lose their digits otherwise
  if (!norms_.empty()) {
    for (std::size_t i = 0; i < m; ++i) norms_[i] *= factors[i] * factors[i];
  }
  set_mixing(std::move(mixing));
}

void gathering::set_mixing(std::vector<double> mixing) {
  mixing_ = std::move(mixing);
  rows_.mixing.assign(mixing_.size(), 0);
  std::transform(mixing_.begin(), mixing_.end(), rows_.mixing.begin(),
                 [](double x) { return static_cast<float>(x); });
}

void gathering::judge(std::size_t row, messages::refusal why, double measured, double limit) {
  for (const std::size_t owner : owners(row)) {
    judgements_.push_back({all_[owner].sender, why, measured, limit});
  }
}

messages::combination gathering::combined(messages::tensor parameters,
                                          std::span<const std::size_t> used) {
  messages::combination result;
  result.parameters = std::move(parameters);
  summary sum;
  for (const std::size_t row : used) {
    for (const std::size_t owner : owners(row)) sum.add(all_[owner]);
  }
  sum.close(result);
  result.judgements = std::move(judgements_);
  return result;
}

messages::combination gathering::combined(messages::tensor parameters) {
  std::vector<std::size_t> all(size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return combined(std::move(parameters), all);
}

}  // namespace starling::aggregation
