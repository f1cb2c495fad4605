#pragma once

#include <vector>

namespace starling::aggregation {

struct eigenpair {
  double value = 0;
  std::vector<double> vector;  ///< Of length 1.
};

/// The largest eigenvalue of a symmetric matrix with its eigenvector; of equal ones the first that
/// the reflections leave. Nothing is drawn: the same matrix gives the same bits, and a matrix
/// scaled by a power of two the same vector.
///
/// Turned to a tridiagonal matrix, whose largest eigenvalue is found by bisection to the last bit,
/// its eigenvector by elimination from both ends.
/// Shape:  n × n finite entries, n ≥ 1.
/// Cost:   O(n³) time, 2 n³ multiplications and additions; O(n²) memory.
/// Paper:  Householder, "Unitary triangularization of a nonsymmetric matrix", 1958; Dhillon,
///         Parlett, "Orthogonal eigenvectors and relative gaps", 2003.
eigenpair top_eigenpair(std::vector<double> matrix);

}  // namespace starling::aggregation
