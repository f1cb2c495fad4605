#include "aggregation/attacks/omniscient/colluding_cluster.hpp"

#include <cmath>
#include <vector>

#include "aggregation/attacks/displacement.hpp"
#include "aggregation/attacks/omniscient/honest_moments.hpp"
#include "messages/types/random.hpp"

namespace starling::aggregation {

namespace {

constexpr double noise = 0.01;  // of the way to the shared point

/// A direction, drawn evenly: d numbers whose squares sum to 1.
std::vector<double> drawn_direction(std::uint64_t seed, std::size_t d) {
  messages::random_source random(seed);
  std::vector<double> out(d);
  double squares = 0;
  for (double& v : out) {
    v = random.normal();
    squares += v * v;
  }
  for (double& v : out) v /= std::sqrt(squares);
  return out;
}

}  // namespace

std::optional<messages::tensor> colluding_cluster::forge(const knowledge& known) const {
  const auto honest = moments_of(honest_proposals(known), true);
  const std::size_t d = honest.mean.size();
  double squares = 0;
  for (const double v : honest.deviation) squares += v * v;
  const double reach = scale_ * std::sqrt(squares);
  const auto shared = drawn_direction(known.collusion_seed, d);
  const auto own = drawn_direction(known.seed, d);
  auto forged = messages::tensor::uninitialised(d);
  const auto out = forged.mutate();
  for (std::size_t k = 0; k < d; ++k) {
    out[k] = finite(honest.mean[k] + reach * (shared[k] + noise * own[k]));
  }
  return forged;
}

}  // namespace starling::aggregation
