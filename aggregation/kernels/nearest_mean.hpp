#pragma once

#include <cstddef>
#include <span>

#include "aggregation/kernels/rows.hpp"
#include "aggregation/kernels/workers.hpp"

namespace starling::aggregation::kernels {

/// The ranks (0 is the smallest) whose mean is the centre of a column.
struct centre_ranks {
  std::size_t first;
  std::size_t last;  ///< Not included; first < last ≤ n.
};
/// The median; of an even number the mean of the two middle values.
constexpr centre_ranks median_ranks(std::size_t n) {
  return {(n - 1) / 2, n / 2 + 1};
}

/// out[k] = the mean of the `keep` values of column k that are nearest to its centre; of two that
/// are equally near the smaller one. Centres, distances and sums are in double.
///
/// Shape:  n ≥ 1 rows of out.size() finite floats; 1 ≤ keep ≤ n.
/// The same bits on every instruction set, for every order of the rows and any number of threads;
/// finite for every finite input; a zero in `out` is +0.
/// Cost:   O(d n log² n) time with a sorting network up to `network_rows_max` rows, O(d n log n)
///         above; O(n) memory per thread.
void nearest_mean(const rows& all, centre_ranks centre, std::size_t keep, std::span<float> out,
                  const workers& threads);

}  // namespace starling::aggregation::kernels
