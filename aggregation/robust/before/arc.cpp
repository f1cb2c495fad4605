#include "aggregation/robust/before/arc.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "aggregation/robust/before/clipping.hpp"

namespace starling::aggregation {

void arc::apply(gathering& heard) const {
  const std::size_t n = heard.size();
  const std::size_t f = heard.byzantine();
  const std::size_t longest = 2 * f * (n - f) / n;
  std::vector<double> squared = heard.squared_norms();
  const auto next = squared.begin() + static_cast<std::ptrdiff_t>(n - longest - 1);
  std::nth_element(squared.begin(), next, squared.end());
  clip_changes(heard, std::sqrt(*next));
}

}  // namespace starling::aggregation
