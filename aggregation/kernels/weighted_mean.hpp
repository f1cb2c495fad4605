#pragma once

#include <span>

namespace starling::aggregation::kernels {

/// out[k] = Σ weights[i] · rows[i][k] / Σ weights[i], added in the order of the rows.
///
/// Shape:  n ≥ 1 rows of out.size() finite floats; n weights ≥ 0, at least one of them positive.
/// The same bits on every instruction set; finite for every finite input.
/// Cost:   O(n d) time, one pass over the rows; O(n) memory.
void weighted_mean(std::span<const float* const> rows, std::span<const double> weights,
                   std::span<float> out);

}  // namespace starling::aggregation::kernels
