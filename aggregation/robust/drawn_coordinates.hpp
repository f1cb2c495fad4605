#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "aggregation/kernels/rows.hpp"
#include "messages/types/random.hpp"

namespace starling::aggregation {

/// `count` of the coordinates 0 … dimension - 1, all sets equally likely, in ascending order.
///
/// Cost: O(dimension) time, O(count) memory. Requires count <= dimension.
std::vector<std::size_t> drawn_coordinates(messages::random_source& random, std::size_t dimension,
                                           std::size_t count);

/// The values of all rows there: row i from i · chosen.size() on.
///
/// Cost: O(m c) where nothing is mixed, else O(m n c); O(m c) memory, c = chosen.size().
std::vector<float> values_at(const kernels::rows& from, std::span<const std::size_t> chosen);

}  // namespace starling::aggregation
