#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace starling::aggregation::kernels {

/// m rows of `size` finite floats that a kernel reads: stored ones, or mixtures of stored ones that
/// are made block by block and never held as a whole.
struct rows {
  std::vector<const float*> stored;  ///< n of them.
  std::size_t size = 0;              ///< d.
  std::vector<float>
      mixing{};  ///< m × n: row i is Σ mixing[i n + j] · stored[j]; empty: stored[i].

  [[nodiscard]] std::size_t count() const {
    return mixing.empty() ? stored.size() : mixing.size() / stored.size();
  }
};

class subset_sums;

/// Reads blocks of columns of all rows. Each thread has its own; the rows outlive it.
///
/// A mixture is summed in double, by the sums of subsets of rows where that is shorter, else in the
/// order of the stored rows, zero coefficients left out: the same bits on every instruction set and
/// for every block; finite.
/// Memory: O(n + coefficients that are not 0).
class column_reader {
 public:
  explicit column_reader(const rows& from);
  ~column_reader();
  column_reader(const column_reader&) = delete;
  column_reader& operator=(const column_reader&) = delete;
  /// Columns begin … begin + columns - 1: row i at out + i · stride.
  /// Cost: O(m columns) where nothing is mixed, else at most O(columns) per coefficient that is not
  /// 0.
  void load(std::size_t begin, std::size_t columns, float* out, std::size_t stride);

 private:
  void load_mixed(std::size_t begin, std::size_t columns, float* out, std::size_t stride);

  const rows* from_;
  std::unique_ptr<subset_sums> sums_;  // null: not mixed, or term by term, from what follows
  std::vector<double> coefficients_;   // those of row 0 that are not 0, then of row 1, …
  std::vector<const double*> terms_;   // where in wide_ the rows are that they belong to
  std::vector<std::size_t> starts_;    // row i: from starts_[i] to starts_[i + 1]
  std::vector<double> wide_;           // a block of the stored rows
};

}  // namespace starling::aggregation::kernels
