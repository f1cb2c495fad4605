#pragma once

#include "aggregation/detection/detector.hpp"

namespace starling::aggregation {

/// Flags rows that are far from most others.
///
/// Measured: the median of a row's distances to the others, which a minority of liars moves little
/// even if they agree. Limit: median + 5 deviations of what is measured (see `spread`), a deviation
/// counting as no less than a twentieth of the median.
/// Cost:   O(n² log n) after the distances, O(n) memory.
class distance_detector final : public detector {
 public:
  static constexpr double deviations_max = 5;
  static constexpr double deviation_min = 0.05;  ///< In units of the median.

  [[nodiscard]] std::string_view name() const override { return "distance"; }
  [[nodiscard]] std::size_t rows_min() const override { return 3; }
  [[nodiscard]] std::vector<finding> examine(gathering& heard) const override;
};

}  // namespace starling::aggregation
