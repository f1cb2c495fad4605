#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace starling::aggregation::kernels {

/// Columns that go through a network together: enough to hide its latency.
inline constexpr std::size_t strip = 128;

/// More rows than this are selected from otherwise.
inline constexpr std::size_t network_rows_max = 4096;

/// What to ask memory for while a strip is worked on: a strip of these rows. None: nothing.
struct next_strip {
  std::span<const float* const> stored{};
  std::size_t begin = 0;
};
/// The strip behind the one at `begin`, where it is whole before column `end`.
inline next_strip strip_after(std::span<const float* const> stored, std::size_t begin,
                              std::size_t end) {
  if (begin + 2 * strip > end) return {};
  return {stored, begin + strip};
}

/// Brings the values of ranks first … last - 1 of every column to the rows first … last - 1.
///
/// Fours of rows are sorted; then Batcher's merge exchange, each of whose comparators merges two
/// sorted fours and holds them in registers. Merges that no wanted row depends on are left out.
/// Cost:  O(n log² n) minima and maxima per column, a quarter of them with a load and a store.
/// Paper: Batcher, "Sorting networks and their applications", AFIPS 1968; Knuth, volume 3, 5.2.2 M,
///        and 5.3.4, exercise 38: comparators of sorted blocks sort.
class selection_network {
 public:
  /// Requires first < last ≤ n ≤ 65535.
  selection_network(std::size_t n, std::size_t first, std::size_t last);

  /// Rows of the buffer: n rounded up to whole fours.
  [[nodiscard]] std::size_t rows() const;
  [[nodiscard]] std::size_t merges() const { return merges_.size(); }

  /// Takes the columns of values[rows()][strip], as aligned as Highway allocates, through the
  /// network. Which of two zeros of different sign comes first is not specified.
  void run(float* values, const next_strip& next = {}) const;

  /// The four of rows `low` … low + 3 with that of `high`.
  struct merge {
    std::uint16_t low;
    std::uint16_t high;
    bool keeps_low;  ///< Whether the smaller half is wanted afterwards, and so on.
    bool keeps_high;
  };

 private:
  std::size_t n_;
  std::vector<merge> merges_;
};

}  // namespace starling::aggregation::kernels
