#pragma once

#include <vector>

namespace starling::aggregation {

struct eigenpair {
  double value = 0;
  std::vector<double> vector;  ///< Of length 1.
};

/// The largest eigenvalue of a symmetric matrix with its eigenvector; of equal ones the first that
/// the rotations leave. Nothing is drawn: the same matrix gives the same bits, and a matrix scaled
/// by a power of two the same vector.
///
/// Shape:  n × n finite entries whose squares do not overflow, n ≥ 1.
/// Cost:   O(n³) for each of some eight sweeps, O(n²) memory.
/// Paper:  Jacobi, "Über ein leichtes Verfahren, die in der Theorie der Säcularstörungen
///         vorkommenden Gleichungen numerisch aufzulösen", 1846.
eigenpair top_eigenpair(std::vector<double> matrix);

}  // namespace starling::aggregation
