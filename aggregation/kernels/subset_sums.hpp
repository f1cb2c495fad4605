#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "aggregation/kernels/rows.hpp"

namespace starling::aggregation::kernels {

/// Mixtures whose coefficients are one number or 0, as means of some of the rows are: for every
/// four rows the sums of all their subsets are made once, and each mixture picks one of them.
///
/// Summed in double: four rows at a time, then the fours, both in order, then scaled; the same bits
/// on every instruction set and for every block; finite.
/// Cost:   O(n / 4 (16 + m)) additions a column, instead of one per coefficient that is not 0.
/// Memory: O(n + m n / 4).
/// Paper:  Arlazarov, Dinic, Kronrod, Faradžev, "On economical construction of the transitive
///         closure of a directed graph" (the four Russians), 1970.
class subset_sums {
 public:
  /// Whether `from` has such mixtures and they take fewer additions than term by term.
  [[nodiscard]] static bool pays(const rows& from);
  /// Requires `pays(from)`; the rows outlive it.
  explicit subset_sums(const rows& from);
  /// As column_reader::load.
  void load(std::size_t begin, std::size_t columns, float* out, std::size_t stride);

 private:
  const rows* from_;
  std::vector<double> scales_;         // m
  std::vector<std::uint32_t> chosen_;  // m × fours: where in a table the subset is
  std::vector<const float*> at_;       // four rows each, from the first column read
  std::vector<double> table_;          // fours × 16 × a few columns
  std::vector<float> rest_;  // the last columns, fewer than a few, and what they are mixed to
  std::vector<float> rest_mixed_;
};

}  // namespace starling::aggregation::kernels
