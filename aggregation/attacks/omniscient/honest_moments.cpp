#include "aggregation/attacks/omniscient/honest_moments.hpp"

#include <algorithm>
#include <cmath>

namespace starling::aggregation {

namespace {

constexpr std::size_t block = 1024;  // coordinates whose sums stay in the cache

/// into[k] = Σ of term(proposal's element, k) over the proposals, for one block.
template <class Term>
void sum_block(std::span<const messages::tensor> proposals, std::size_t first,
               std::span<double> into, Term term) {
  for (const auto& p : proposals) {
    const float* const from = p.values().subspan(first, into.size()).data();
    double* const sums = into.data();
    for (std::size_t k = 0; k < into.size(); ++k) sums[k] += term(double{from[k]}, k);
  }
}

}  // namespace

bool usable(const knowledge& known, const messages::contribution& overheard) {
  return overheard.parameters.size() == known.honest.size() && overheard.parameters.all_finite();
}

std::vector<messages::tensor> honest_proposals(const knowledge& known) {
  std::vector<messages::tensor> proposals;
  for (const auto& c : known.overheard) {
    if (usable(known, c)) proposals.push_back(c.parameters);
  }
  if (proposals.empty()) proposals.push_back(known.honest);
  return proposals;
}

honest_moments moments_of(std::span<const messages::tensor> proposals, bool population) {
  const std::size_t d = proposals.front().size();
  const auto h = static_cast<double>(proposals.size());
  const double divisor = population ? h : std::max(h - 1, 1.0);
  honest_moments m{std::vector<double>(d), std::vector<double>(d)};
  for (std::size_t first = 0; first < d; first += block) {
    const std::size_t size = std::min(block, d - first);
    const auto mean = std::span(m.mean).subspan(first, size);
    const auto deviation = std::span(m.deviation).subspan(first, size);
    sum_block(proposals, first, mean, [](double x, std::size_t) { return x; });
    for (double& v : mean) v /= h;
    sum_block(proposals, first, deviation,
              [&](double x, std::size_t k) { return (x - mean[k]) * (x - mean[k]); });
    for (double& v : deviation) v = std::sqrt(v / divisor);
  }
  return m;
}

}  // namespace starling::aggregation
