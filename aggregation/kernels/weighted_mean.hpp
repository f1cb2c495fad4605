#pragma once

#include <span>

#include "aggregation/kernels/workers.hpp"

namespace starling::aggregation::kernels {

/// out[k] = Σ weights[i] · rows[i][k] / total, added in the order of the rows; rows without weight
/// are not read. `total` ≥ Σ weights[i]: what is more weighs zeros.
///
/// Shape:  n ≥ 1 rows of out.size() finite floats; n weights ≥ 0, total positive.
/// The same bits on every instruction set; finite for every finite input.
/// Cost:   O(n d) time, one pass over the rows; O(n) memory.
void weighted_mean(std::span<const float* const> rows, std::span<const double> weights,
                   double total, std::span<float> out, const workers& threads);

}  // namespace starling::aggregation::kernels
