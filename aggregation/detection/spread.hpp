#pragma once

#include <vector>

namespace starling::aggregation {

/// Where most values are, and how far apart; a minority cannot move either far.
struct spread {
  double centre = 0;     ///< The median.
  double deviation = 0;  ///< 1.4826 · the median distance to it: a normal's standard deviation.
};

/// Of at least one value. Cost: O(n log n).
[[nodiscard]] spread spread_of(std::vector<double> values);

}  // namespace starling::aggregation
