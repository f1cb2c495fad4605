#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "aggregation/kernels/rows.hpp"
#include "aggregation/kernels/workers.hpp"

namespace starling::aggregation::kernels {

/// D[i * n + j] = |row i - row j|², for all pairs.
///
/// Shape:  n rows of d finite floats in, n × n out, symmetric with a zero diagonal.
/// Differences are taken before squaring, all in double: rows that are close to each other and far
/// from zero keep their distances, and nothing over- or underflows. The same bits on every
/// instruction set. Cost:   O(n² d) time, O(n²) memory.
std::vector<double> squared_distances(const rows& all, const workers& threads);

/// |row i - point|² for each row; a point of no elements is the origin.
///
/// Accumulated in double as above. Cost: O(n d) time, O(n) memory.
std::vector<double> squared_distances_to(const rows& all, std::span<const float> point,
                                         const workers& threads);

/// The same, summed by whoever goes through the chunks of columns itself.
class chunked_distances {
 public:
  explicit chunked_distances(const rows& all);
  /// Adds what the columns of one chunk contribute, which begin at a multiple of `chunk_columns`.
  /// Safe from several threads for different chunks.
  void add(std::span<const float> point, std::size_t begin, std::size_t columns);
  [[nodiscard]] std::vector<double> total() const;

 private:
  const rows& all_;
  std::vector<double> parts_;  // n for each chunk
};

}  // namespace starling::aggregation::kernels
