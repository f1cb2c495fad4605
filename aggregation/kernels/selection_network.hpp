#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace starling::aggregation::kernels {

/// Puts the smaller of two values at `low` and the larger at `high`.
struct comparator {
  std::uint16_t low;
  std::uint16_t high;
};

/// Comparators that bring the values of ranks first … last - 1 to the positions first … last - 1.
///
/// Batcher's merge exchange for any n ≤ 65535, less the comparators that no wanted position depends
/// on. Cost:  O(n log² n) comparators; 0 for n < 2. Paper: Batcher, "Sorting networks and their
/// applications", AFIPS 1968; Knuth, volume 3, 5.2.2 M.
std::vector<comparator> selection_network(std::size_t n, std::size_t first, std::size_t last);

/// Columns that go through a network together: enough to hide its latency.
inline constexpr std::size_t strip = 128;

/// Takes the columns of values[n][strip], as aligned as Highway allocates, through the network.
/// Which of two zeros of different sign comes first is not specified.
void run(const std::vector<comparator>& network, float* values);

/// More rows than this are selected from otherwise.
inline constexpr std::size_t network_rows_max = 4096;

}  // namespace starling::aggregation::kernels
