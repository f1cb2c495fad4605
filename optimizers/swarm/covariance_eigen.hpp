#pragma once

#include <cstddef>
#include <span>

namespace starling::optimizers {

/// A = V diag(λ) Vᵀ of a symmetric matrix, by cyclic Jacobi rotations: slow for large d, accurate
/// to the last digits also for small eigenvalues, and the same bits wherever rounding is that of
/// IEEE 754.
///
/// `matrix`: d × d by rows, of which the upper triangle is read; destroyed. Overwrites `vectors`
/// (d × d; eigenvector k is column k) and `values` (d, in no order).
/// Returns whether it converged: no for what is not finite.
/// Cost:  O(d³) for a sweep; about log d + 5 sweeps, at most 50.
/// Paper: Golub, Van Loan, "Matrix Computations", section 8.5.
bool symmetric_eigen(std::span<double> matrix, std::span<double> vectors, std::span<double> values);

}  // namespace starling::optimizers
