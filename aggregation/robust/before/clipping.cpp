#include "aggregation/robust/before/clipping.hpp"

#include <cmath>
#include <vector>

namespace starling::aggregation {

void clip_changes(gathering& heard, double norm_max) {
  const std::vector<double>& squared = heard.squared_norms();
  std::vector<double> factors(heard.size(), 1.0);
  bool any = false;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const double norm = std::sqrt(squared[i]);
    if (norm <= norm_max) continue;
    factors[i] = norm_max / norm;
    heard.judge(i, messages::refusal::clipped, norm, norm_max);
    any = true;
  }
  if (any) heard.shrink(factors);  // mixed rows cost more than stored ones
}

}  // namespace starling::aggregation
