#pragma once

#include <span>
#include <vector>

namespace starling::aggregation {

/// How weighted points spread along the direction in which they spread most.
struct spread {
  double variance = 0;                      ///< The largest eigenvalue of their covariance.
  std::vector<double> squared_projections;  ///< ((x_i - mean) · v)²; 0 for points without weight.
};

/// The spread of n points about their weighted mean, from their squared distances alone: the
/// covariance of d × d has the eigenvalues of the weighted Gram matrix of n × n. Points without
/// weight are not looked at, so that those far away cost the others no digits.
///
/// Shape:  n × n squared distances; n weights ≥ 0, one of them positive.
/// Cost:   O(n³) time, O(n²) memory.
spread widest_spread(std::span<const double> distances, std::span<const double> weights);

}  // namespace starling::aggregation
