#include "aggregation/kernels/squared_distances.hpp"

#include <algorithm>

#include "aggregation/kernels/instruction_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/squared_distances.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t block_columns = 512;  // 2 KiB of a row: a tile of rows fits in L1
constexpr std::size_t tile = 8;             // rows that one row is compared with at a time
constexpr std::size_t sums = 8;             // partial sums per pair, however wide a register is

/// distances[j] += |x - rows[j]|² over `size` columns from `begin` on, for j < Rows.
template <std::size_t Rows>
void add_distances(const float* x, const float* const* rows, std::size_t begin, std::size_t size,
                   double* distances) {
  const hn::CappedTag<double, sums> d;
  const hn::Rebind<float, decltype(d)> f;
  HWY_ALIGN double partial[Rows][sums];
  const std::size_t whole = size / sums * sums;
  for (std::size_t part = 0; part < sums; part += hn::Lanes(d)) {
    hn::Vec<decltype(d)> sum[Rows];
    for (std::size_t j = 0; j < Rows; ++j) sum[j] = hn::Zero(d);
    for (std::size_t k = part; k < whole; k += sums) {
      const auto a = hn::PromoteTo(d, hn::LoadU(f, x + begin + k));
      for (std::size_t j = 0; j < Rows; ++j) {
        const auto difference = hn::Sub(a, hn::PromoteTo(d, hn::LoadU(f, rows[j] + begin + k)));
        sum[j] = hn::Add(sum[j], hn::Mul(difference, difference));
      }
    }
    for (std::size_t j = 0; j < Rows; ++j) hn::Store(sum[j], d, partial[j] + part);
  }
  for (std::size_t j = 0; j < Rows; ++j) {
    double total = 0;
    for (const double p : partial[j]) total += p;
    for (std::size_t k = begin + whole; k < begin + size; ++k) {
      const double difference = static_cast<double>(x[k]) - static_cast<double>(rows[j][k]);
      total += difference * difference;
    }
    distances[j] += total;
  }
}

void upper_triangle(std::span<const float* const> rows, std::size_t size, double* distances) {
  const std::size_t n = rows.size();
  for (std::size_t begin = 0; begin < size; begin += block_columns) {
    const std::size_t columns = std::min(block_columns, size - begin);
    for (std::size_t first = 0; first < n; first += tile) {
      for (std::size_t i = 0; i < std::min(first + tile, n); ++i) {
        std::size_t j = std::max(first, i + 1);
        const std::size_t end = std::min(first + tile, n);
        double* row = distances + i * n;
        if (end == j + tile) {
          add_distances<tile>(rows[i], rows.data() + j, begin, columns, row + j);
          continue;
        }
        for (; j + 4 <= end; j += 4) {
          add_distances<4>(rows[i], rows.data() + j, begin, columns, row + j);
        }
        for (; j < end; ++j) add_distances<1>(rows[i], rows.data() + j, begin, columns, row + j);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(upper_triangle);

namespace {

/// Mixed rows, a block of columns at a time.
constexpr std::size_t mixed_columns = 512;

}  // namespace

std::vector<double> squared_distances(const rows& all, const workers& /*threads*/) {
  const std::size_t n = all.count();
  std::vector<double> distances(n * n);
  if (all.mixing.empty()) {
    HWY_DYNAMIC_DISPATCH(upper_triangle)(all.stored, all.size, distances.data());
  } else {
    std::vector<float> block(n * mixed_columns);
    std::vector<const float*> pointers(n);
    for (std::size_t i = 0; i < n; ++i) pointers[i] = block.data() + i * mixed_columns;
    for (std::size_t begin = 0; begin < all.size; begin += mixed_columns) {
      const std::size_t columns = std::min(mixed_columns, all.size - begin);
      load_columns(all, begin, columns, block.data(), mixed_columns);
      HWY_DYNAMIC_DISPATCH(upper_triangle)(pointers, columns, distances.data());
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) distances[i * n + j] = distances[j * n + i];
  }
  return distances;
}

std::vector<double> squared_distances_to(const rows& all, std::span<const float> point,
                                         const workers& /*threads*/) {
  const std::size_t n = all.count();
  std::vector<double> distances(n);
  std::vector<float> block(n * mixed_columns);
  for (std::size_t begin = 0; begin < all.size; begin += mixed_columns) {
    const std::size_t columns = std::min(mixed_columns, all.size - begin);
    load_columns(all, begin, columns, block.data(), mixed_columns);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < columns; ++k) {
        const double from = point.empty() ? 0.0 : static_cast<double>(point[begin + k]);
        const double difference = static_cast<double>(block[i * mixed_columns + k]) - from;
        distances[i] += difference * difference;
      }
    }
  }
  return distances;
}

}  // namespace starling::aggregation::kernels
#endif
