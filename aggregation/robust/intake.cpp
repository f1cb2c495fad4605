#include "aggregation/robust/intake.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

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
  messages::combination close(messages::tensor parameters) const {
    messages::combination result;
    result.parameters = std::move(parameters);
    result.samples = messages::sample_count{samples_};
    result.score = weight_ > 0 ? score_ : std::numeric_limits<double>::infinity();
    return result;
  }

 private:
  std::uint64_t samples_ = 0;
  double weight_ = 0;
  double score_ = 0;
};

}  // namespace

std::optional<rule_error> refusal_of(const rule& r,
                                     std::span<const messages::contribution> contributions,
                                     std::size_t byzantine) {
  if (contributions.empty() || contributions.size() < r.contributions_min(byzantine)) {
    return rule_error::too_few_contributions;
  }
  const std::size_t dimension = contributions.front().parameters.size();
  for (const auto& c : contributions) {
    if (c.parameters.size() != dimension) return rule_error::dimensions_differ;
  }
  return std::nullopt;
}

std::vector<const float*> rows_of(std::span<const messages::contribution> contributions) {
  std::vector<const float*> rows;
  rows.reserve(contributions.size());
  for (const auto& c : contributions) rows.push_back(c.parameters.values().data());
  return rows;
}

messages::combination combination_of(messages::tensor parameters,
                                     std::span<const messages::contribution> contributions,
                                     std::span<const std::size_t> used) {
  summary sum;
  for (const std::size_t i : used) sum.add(contributions[i]);
  return sum.close(std::move(parameters));
}

messages::combination combination_of(messages::tensor parameters,
                                     std::span<const messages::contribution> contributions) {
  summary sum;
  for (const auto& c : contributions) sum.add(c);
  return sum.close(std::move(parameters));
}

}  // namespace starling::aggregation
