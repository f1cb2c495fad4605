#include "aggregation/attacks/omniscient/a_little_is_enough.hpp"

#include <algorithm>

#include "aggregation/attacks/displacement.hpp"
#include "aggregation/attacks/omniscient/honest_moments.hpp"
#include "aggregation/attacks/omniscient/line_search.hpp"
#include "aggregation/attacks/omniscient/normal_quantile.hpp"

namespace starling::aggregation {

namespace {

messages::tensor aside(const honest_moments& honest, double z) {
  auto forged = messages::tensor::uninitialised(honest.mean.size());
  const auto out = forged.mutate();
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k] = finite(honest.mean[k] + z * honest.deviation[k]);
  }
  return forged;
}

}  // namespace

double covered_deviations(std::size_t n, std::size_t f) {
  if (n < f + 2) return 0;
  const std::size_t honest = n - f;
  const std::size_t majority = n / 2 + 1;
  const std::size_t needed =
      std::clamp<std::size_t>(majority > f ? majority - f : 0, 1, honest - 1);
  return normal_quantile(static_cast<double>(honest - needed) / static_cast<double>(honest));
}

std::optional<messages::tensor> a_little_is_enough::forge(const knowledge& known) const {
  const double z =
      options_.scale > 0 ? options_.scale : covered_deviations(known.nodes, known.adversaries);
  return aside(moments_of(honest_proposals(known), options_.population), z);
}

std::optional<messages::tensor> optimal_a_little_is_enough::forge(const knowledge& known) const {
  const auto honest = moments_of(honest_proposals(known), options_.population);
  const auto at = [&](double z) { return aside(honest, z); };
  const auto z = most_damaging(known, honest.mean, at, {options_.evaluations, options_.step});
  return at(z ? *z : covered_deviations(known.nodes, known.adversaries));
}

}  // namespace starling::aggregation
