#include "aggregation/robust/distance_based/bulyan.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "aggregation/kernels/nearest_mean.hpp"

namespace starling::aggregation {

namespace {

struct neighbour {
  double distance;  // squared
  std::size_t row;
};

/// One that was not picked yet; the others that were not, the nearest first.
struct candidate {
  std::size_t row;
  double score;
  std::vector<neighbour> others;
};

std::vector<candidate> everybody(gathering& heard) {
  const std::size_t n = heard.size();
  const std::vector<double>& distances = heard.squared_distances();
  std::vector<candidate> all;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<neighbour> others;
    for (std::size_t j = 0; j < n; ++j) {
      if (j != i) others.push_back({distances[i * n + j], j});
    }
    std::sort(others.begin(), others.end(),
              [](const neighbour& a, const neighbour& b) { return a.distance < b.distance; });
    all.push_back({i, 0, std::move(others)});
  }
  return all;
}

void score(std::vector<candidate>& left, std::size_t byzantine) {
  const std::size_t beyond = byzantine + 2;
  const std::size_t wanted = left.size() > beyond ? left.size() - beyond : 1;
  const std::size_t neighbours = std::min(wanted, left.size() - 1);
  for (candidate& c : left) {
    c.score = 0;
    for (std::size_t k = 0; k < neighbours; ++k) c.score += c.others[k].distance;
  }
}

/// Takes the best one out, also from the lists of the others.
candidate pick(std::vector<candidate>& left) {
  const auto best =
      std::min_element(left.begin(), left.end(),
                       [](const candidate& a, const candidate& b) { return a.score < b.score; });
  candidate picked = std::move(*best);
  left.erase(best);
  for (candidate& c : left) {
    std::erase_if(c.others, [&](const neighbour& other) { return other.row == picked.row; });
  }
  return picked;
}

}  // namespace

messages::result<messages::combination, rule_error> bulyan::decide(gathering& heard) {
  const std::size_t n = heard.size();
  const std::size_t f = heard.byzantine();
  std::vector<candidate> left = everybody(heard);
  std::vector<std::size_t> picked;
  double limit = 0;
  while (picked.size() < n - 2 * f) {
    score(left, f);
    const candidate best = pick(left);
    picked.push_back(best.row);
    limit = best.score;
  }
  for (const candidate& c : left) heard.judge(c.row, messages::refusal::outvoted, c.score, limit);
  std::sort(picked.begin(), picked.end());
  auto out = messages::tensor::uninitialised(heard.dimension());
  kernels::nearest_mean(heard.rows(picked), kernels::median_ranks(picked.size()), n - 4 * f,
                        out.mutate(), heard.threads());
  return heard.combined(std::move(out), picked);
}

}  // namespace starling::aggregation
