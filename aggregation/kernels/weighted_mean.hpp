#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "aggregation/kernels/rows.hpp"
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

/// The weighted mean of the stored rows as above, and how far all rows are from it: the same bits
/// as `squared_distances_to` of what it has put out, at one pass over memory instead of two.
///
/// Shape:  a weight for each stored row; |row i - out|² for each row is returned.
std::vector<double> weighted_mean_with_distances(const rows& all, std::span<const double> weights,
                                                 double total, std::span<float> out,
                                                 const workers& threads);

}  // namespace starling::aggregation::kernels
