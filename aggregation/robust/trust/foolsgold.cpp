#include "aggregation/robust/trust/foolsgold.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "aggregation/kernels/squared_distances.hpp"
#include "aggregation/robust/trust/cosines.hpp"

namespace starling::aggregation {

namespace {

/// sum += row - origin, kept finite.
void add_change(std::span<float> sum, std::span<const float> row, std::span<const float> origin) {
  constexpr double most = std::numeric_limits<float>::max();
  for (std::size_t k = 0; k < sum.size(); ++k) {
    const double from = origin.empty() ? 0.0 : static_cast<double>(origin[k]);
    const double next = static_cast<double>(sum[k]) + (static_cast<double>(row[k]) - from);
    sum[k] = static_cast<float>(std::clamp(next, -most, most));
  }
}

/// For each the largest cosine with another, at least 0.
std::vector<double> largest(const std::vector<double>& cosines, std::size_t n) {
  std::vector<double> all(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) all[i] = std::max(all[i], cosines[i * n + j]);
    }
  }
  return all;
}

/// For each the largest cosine that is left when honest ones are pardoned.
std::vector<double> pardoned(std::vector<double> cosines, std::size_t n) {
  const std::vector<double> v = largest(cosines, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (v[j] > v[i]) cosines[i * n + j] *= v[i] / v[j];
    }
  }
  return largest(cosines, n);
}

double weight_of(double share) {
  const double a = share >= 1 ? 0.99 : share;
  return a > 0 ? std::clamp(std::log(a / (1 - a)) + 0.5, 0.0, 1.0) : 0.0;
}

}  // namespace

foolsgold::history& foolsgold::of(gathering& heard, std::size_t row) {
  return histories_[heard.contribution(heard.owners(row).front()).sender];
}

void foolsgold::remember(gathering& heard) {
  ++round_;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    history& known = of(heard, i);
    if (known.sum.size() != heard.dimension()) known.sum = messages::tensor(heard.dimension());
    add_change(known.sum.mutate(), heard.row(i).values(), heard.origin().values());
    known.round = round_;
  }
  while (histories_.size() > std::max(senders_max, heard.size())) {
    histories_.erase(std::min_element(
        histories_.begin(), histories_.end(),
        [](const auto& a, const auto& b) { return a.second.round < b.second.round; }));
  }
}

messages::result<messages::combination, rule_error> foolsgold::decide(gathering& heard) {
  const std::size_t n = heard.size();
  remember(heard);
  kernels::rows sums;
  sums.size = heard.dimension();
  for (std::size_t i = 0; i < n; ++i) sums.stored.push_back(of(heard, i).sum.values().data());
  const auto squares = kernels::squared_distances_to(sums, {}, heard.threads());
  const auto likeness = pardoned(cosines(sums, {}, squares, heard.threads()), n);
  const double unlike = 1 - *std::min_element(likeness.begin(), likeness.end());
  // Where ln(a / (1 - a)) + 1/2 reaches 0.
  const double least_share = 1 / (1 + std::exp(0.5));
  std::vector<double> weights(n);
  std::vector<std::size_t> believed;
  for (std::size_t i = 0; i < n; ++i) {
    weights[i] = unlike > 0 ? weight_of((1 - likeness[i]) / unlike) : 0;
    if (weights[i] > 0) {
      believed.push_back(i);
    } else {
      heard.judge(i, messages::refusal::outvoted, likeness[i], 1 - least_share * unlike);
    }
  }
  if (!believed.empty()) return heard.combined(heard.mean(weights), believed);
  if (!heard.origin().empty()) return heard.combined(heard.origin(), believed);
  return heard.combined(messages::tensor(heard.dimension()), believed);
}

}  // namespace starling::aggregation
