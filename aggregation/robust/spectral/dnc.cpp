#include "aggregation/robust/spectral/dnc.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "aggregation/kernels/squared_distances.hpp"
#include "aggregation/robust/drawn_coordinates.hpp"
#include "aggregation/robust/spectral/widest_spread.hpp"

namespace starling::aggregation {

namespace {

/// Squared distances from the mean along the widest spread of `count` drawn coordinates.
std::vector<double> outlier_scores(gathering& heard, std::size_t draw, std::size_t count) {
  messages::random_source random(messages::substream(heard.seed(), "dnc", draw));
  const auto chosen = drawn_coordinates(random, heard.dimension(), count);
  const std::vector<float> values = values_at(heard.rows(), chosen);
  kernels::rows drawn;
  drawn.size = count;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    drawn.stored.push_back(values.data() + i * count);
  }
  const auto distances = kernels::squared_distances(drawn, heard.threads());
  return widest_spread(distances, std::vector<double>(heard.size(), 1.0)).squared_projections;
}

struct verdict {
  bool kept = true;
  double score = 0;  // when it was first removed
  double limit = 0;
};

/// Removes those with the largest scores; whom this draw keeps.
std::vector<std::size_t> remove_largest(const std::vector<double>& scores, std::size_t removed,
                                        std::vector<verdict>& verdicts) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  const std::size_t left = scores.size() - removed;
  for (std::size_t k = left; k < order.size(); ++k) {
    verdict& v = verdicts[order[k]];
    if (v.kept) v = {false, scores[order[k]], scores[order[left - 1]]};
  }
  order.resize(left);
  return order;
}

}  // namespace

std::size_t dnc::removed(std::size_t byzantine) const {
  return static_cast<std::size_t>(options_.filter * static_cast<double>(byzantine));
}

std::size_t dnc::contributions_min(std::size_t byzantine) const {
  return std::max(2 * byzantine, removed(byzantine)) + 1;
}

messages::result<messages::combination, rule_error> dnc::decide(gathering& heard) {
  const std::size_t n = heard.size();
  const std::size_t count = std::min(options_.coordinates, heard.dimension());
  std::vector<verdict> verdicts(n);
  std::vector<std::size_t> last;
  for (std::size_t draw = 0; draw < std::max<std::size_t>(options_.iterations, 1); ++draw) {
    last = remove_largest(outlier_scores(heard, draw, count), removed(heard.byzantine()), verdicts);
  }
  if (std::none_of(verdicts.begin(), verdicts.end(), [](const verdict& v) { return v.kept; })) {
    for (const std::size_t i : last) verdicts[i].kept = true;
  }
  std::vector<double> weights(n);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < n; ++i) {
    if (verdicts[i].kept) {
      weights[i] = 1;
      kept.push_back(i);
    } else {
      heard.judge(i, messages::refusal::outvoted, verdicts[i].score, verdicts[i].limit);
    }
  }
  return heard.combined(heard.mean(weights), kept);
}

}  // namespace starling::aggregation
