#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace starling::aggregation::kernels {

/// D[i * n + j] = |rows[i] - rows[j]|², for all pairs.
///
/// Shape:  n rows of `size` finite floats in, n × n out, symmetric with a zero diagonal.
/// Differences are taken before squaring, all in double: rows that are close to each other and far
/// from zero keep their distances, and nothing over- or underflows. The same bits on every
/// instruction set. Cost:   O(n² d) time, O(n²) memory.
std::vector<double> squared_distances(std::span<const float* const> rows, std::size_t size);

}  // namespace starling::aggregation::kernels
