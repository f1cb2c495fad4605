#include "aggregation/attacks/omniscient/inner_product.hpp"

#include "aggregation/attacks/displacement.hpp"
#include "aggregation/attacks/omniscient/honest_moments.hpp"
#include "aggregation/attacks/omniscient/line_search.hpp"

namespace starling::aggregation {

namespace {

messages::tensor against(std::span<const double> mean, const messages::tensor& base, double tau) {
  auto forged = messages::tensor::uninitialised(mean.size());
  const auto out = forged.mutate();
  const auto from = base.values();
  for (std::size_t k = 0; k < out.size(); ++k) {
    const double origin = from.empty() ? 0.0 : static_cast<double>(from[k]);
    out[k] = finite(origin - tau * (mean[k] - origin));
  }
  return forged;
}

}  // namespace

std::optional<messages::tensor> inner_product::forge(const knowledge& known) const {
  return against(moments_of(honest_proposals(known)).mean, known.base, scale_);
}

std::optional<messages::tensor> optimal_inner_product::forge(const knowledge& known) const {
  const auto mean = moments_of(honest_proposals(known)).mean;
  const auto at = [&](double tau) { return against(mean, known.base, tau); };
  const auto tau = most_damaging(known, mean, at, {options_.evaluations, options_.step});
  return at(tau.value_or(starling::attack::inner_product{}.scale));
}

}  // namespace starling::aggregation
