#pragma once

#include <cstddef>
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

/// Columns begin … begin + columns - 1 of all rows: row i at out + i · stride.
///
/// The same bits on every instruction set; finite where the mixture is.
/// Cost: O(m columns) where nothing is mixed, else O(m n columns).
void load_columns(const rows& from, std::size_t begin, std::size_t columns, float* out,
                  std::size_t stride);

}  // namespace starling::aggregation::kernels
