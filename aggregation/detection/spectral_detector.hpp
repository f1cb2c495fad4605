#pragma once

#include "aggregation/detection/detector.hpp"

namespace starling::aggregation {

/// Flags rows that lie far out along the direction in which the rows differ most.
///
/// Measured: the squared distance from the median, along the top eigenvector of the rows' centred
/// Gram matrix. Limit: (5 deviations)² of it, see `spread`. What is flagged is set aside and the
/// rest looked at again, until nothing is flagged or f times (once where f is 0), and never more
/// than a minority.
/// Cost:   O(f n²) after the distances, O(n²) memory: the eigenvector by at most 100
/// multiplications;
///         where that is too few, no direction stands out.
/// Paper:  Tran, Li and Madry, "Spectral Signatures in Backdoor Attacks", NeurIPS 2018: the score;
///         they remove a fixed share, and centre on the mean.
class spectral_detector final : public detector {
 public:
  static constexpr double deviations_max = 5;

  [[nodiscard]] std::string_view name() const override { return "spectral"; }
  /// Three span a plane in which two are side by side from some direction.
  [[nodiscard]] std::size_t rows_min() const override { return 4; }
  [[nodiscard]] std::vector<finding> examine(gathering& heard) const override;
};

}  // namespace starling::aggregation
