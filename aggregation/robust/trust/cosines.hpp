#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "aggregation/kernels/rows.hpp"
#include "aggregation/kernels/workers.hpp"

namespace starling::aggregation {

/// Cosines between m vectors row i - origin: C[i m + j]. A vector of length zero has none with any.
///
/// The vectors are scaled to length 1 before they are compared: with lengths of 1e-30 and 1e30 a
/// cosine keeps the digits of a float. The same bits on every instruction set.
///
/// Shape:  m squared lengths; an empty origin is zero.
/// Cost:   O(m² d) time, O(m²) memory and a strip of the rows.
std::vector<double> cosines(const kernels::rows& rows, std::span<const float> origin,
                            std::span<const double> squared_lengths,
                            const kernels::workers& threads);

/// The cosine of each with vector `reference`. Cost: O(m d) time.
std::vector<double> cosines_with(std::size_t reference, const kernels::rows& rows,
                                 std::span<const float> origin,
                                 std::span<const double> squared_lengths,
                                 const kernels::workers& threads);

}  // namespace starling::aggregation
