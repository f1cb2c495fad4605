#pragma once

#include <span>
#include <vector>

namespace starling::aggregation {

/// Where the geometric median of some points lies.
struct median_position {
  std::vector<double> weights;    ///< ≥ 0, of sum 1: it is Σ weights[i] · x_i.
  std::vector<double> distances;  ///< |x_i - it|.
};

/// The point of least Σ due[i] · |x_i - point|, of points known by their distances alone.
///
/// A point of the data is found as such. Where several are best (an even number of points on a
/// line) it is the middle of those. Otherwise: Newton's method, with Weiszfeld's step wherever that
/// one gets lower; it ends within 1e-8 of the typical distance, unless a point is 1e8 times as far.
///
/// Shape:  n × n squared distances, symmetric with a zero diagonal; n >= 1 numbers > 0 due.
/// Cost:   O(n³) time for each of about ten steps, 100 at most; O(n²) memory.
median_position geometric_median_position(std::span<const double> squared_distances,
                                          std::span<const double> due);

/// For each point the sum of due[i] · |x_i - point|.
std::vector<double> distance_sums(std::span<const double> squared_distances,
                                  std::span<const double> due);

}  // namespace starling::aggregation
