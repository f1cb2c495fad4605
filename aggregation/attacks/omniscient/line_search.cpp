#include "aggregation/attacks/omniscient/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "aggregation/attacks/omniscient/honest_moments.hpp"

namespace starling::aggregation {

namespace {

using contributions = std::vector<messages::contribution>;

/// One round: the honest, then a place for each adversary, whose numbers are higher.
contributions round_of(const knowledge& known) {
  contributions all;
  for (const auto& c : known.overheard) {
    if (usable(known, c)) all.push_back(c);
  }
  if (all.empty()) {
    const std::size_t honest =
        known.nodes > known.adversaries ? known.nodes - known.adversaries : 1;
    for (std::uint32_t i = 0; i < honest; ++i) {
      all.push_back({messages::node_id{i}, known.honest, messages::sample_count{1}, 1, 0});
    }
  }
  const auto before = static_cast<std::uint32_t>(
      std::min<std::size_t>(known.colluder, known.self.value));  // adversaries below this one
  messages::contribution forged = all.back();
  forged.sender.value = std::max(forged.sender.value + 1, known.self.value - before);
  for (std::size_t i = 0; i < known.adversaries; ++i) {
    all.push_back(forged);
    ++forged.sender.value;
  }
  return all;
}

double distance(const messages::tensor& a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t k = 0; k < b.size(); ++k) {
    const double apart = static_cast<double>(a.values()[k]) - b[k];
    sum += apart * apart;
  }
  return std::sqrt(sum);
}

}  // namespace

std::optional<double> highest(const std::function<std::optional<double>(double)>& height,
                              const line_search& how) {
  constexpr double shorter = 0.8;
  double best = 0;
  std::optional<double> top = height(best);
  double step = how.step;
  for (std::size_t i = 1; i < how.evaluations; ++i) {
    const auto reached = height(best + step);
    if (reached > top) {  // none is less than any
      top = reached;
      best += step;
    } else {
      step *= shorter;
    }
  }
  return top ? std::optional(best) : std::nullopt;
}

std::optional<double> most_damaging(const knowledge& known, std::span<const double> honest_mean,
                                    const std::function<messages::tensor(double)>& forged_at,
                                    const line_search& how) {
  if (!known.defence) return std::nullopt;
  contributions round = round_of(known);
  const auto forged = std::span(round).last(known.adversaries);
  const auto damage = [&](double strength) -> std::optional<double> {
    const auto lie = forged_at(strength);
    for (auto& c : forged) c.parameters = lie;
    const auto combined = known.defence(round);
    if (!combined) return std::nullopt;
    return distance(*combined, honest_mean);
  };
  return highest(damage, how);
}

}  // namespace starling::aggregation
