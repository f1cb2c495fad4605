#pragma once

#include <cstddef>
#include <span>

#include "aggregation/kernels/rows.hpp"
#include "aggregation/kernels/selection_network.hpp"
#include "aggregation/kernels/workers.hpp"

namespace starling::aggregation::kernels {

/// out[k] = the mean of the values of ranks first … last - 1 (0 is the smallest) among row i,
/// column k, added in ascending order. One value or two: the median; all but the outer f: the
/// trimmed mean.
///
/// Shape:  n ≥ 1 rows of out.size() finite floats; first < last ≤ n.
/// The same bits on every instruction set and for every order of the rows; finite for every finite
/// input; a zero in `out` is +0.
/// Cost:   O(d n log² n) time with a sorting network up to `network_rows_max` rows, O(d n) expected
///         with selection above; O(n) memory.
void rank_mean(const rows& all, std::size_t first, std::size_t last, std::span<float> out,
               const workers& threads);

}  // namespace starling::aggregation::kernels
