#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace starling::aggregation {

/// The shares of positive, zero and negative values.
using sign_shares = std::array<double, 3>;

/// The indices of the largest cluster, ascending; of equal ones that of the lowest index.
///
/// A flat mean shift from every point: each moves to the mean of the points within the bandwidth
/// until it rests, and where it rests within the bandwidth of an earlier mode it belongs to that
/// one. The bandwidth is the mean over the points of the distance to their floor(n / 2)-th nearest,
/// themselves included.
/// Cost:  O(n²) for each of at most 300 steps, O(n) memory.
/// Paper: Comaniciu, Meer, "Mean shift: a robust approach toward feature space analysis", 2002.
std::vector<std::size_t> largest_cluster(std::span<const sign_shares> points);

}  // namespace starling::aggregation
