#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "messages/types/tensor.hpp"

// What many nodes amount to, in one number or vector.

namespace starling::actors {

/// Coordinate-wise mean, accumulated in double in the order given; all of one size, float32.
messages::tensor mean_of(const std::vector<messages::tensor>& models);

/// The middle value, of an even number the mean of the two in the middle; not of none.
double median_of(std::vector<double> values);

/// Mean distance of the points from their mean. `points`: n × d, not none.
double mean_distance_to_centre(std::span<const double> points, std::size_t d);

}  // namespace starling::actors
