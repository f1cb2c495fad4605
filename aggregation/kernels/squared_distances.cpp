#include "aggregation/kernels/squared_distances.hpp"

#include <algorithm>
#include <vector>

#include "aggregation/kernels/instruction_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/squared_distances.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/aligned_allocator.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"

#ifndef STARLING_DISTANCE_TILES
#define STARLING_DISTANCE_TILES
namespace starling::aggregation::kernels {
constexpr std::size_t block_columns = 512;  // in double, 50 rows of them stay in L2
constexpr std::size_t tile_rows = 4;        // 4 × 2 pairs have their sums in registers
constexpr std::size_t tile_columns = 2;
constexpr std::size_t columns_ahead = 512;  // fetched while a row streams by: rows are not in one
                                            // piece, as a processor's own foresight expects
}  // namespace starling::aggregation::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t sums = 8;  // partial sums per pair, however wide a register is

using wide = hn::CappedTag<double, sums>;
using narrow = hn::Rebind<float, wide>;

/// The first `columns` of a block in double, then zeros up to its end.
void widen(const float* from, std::size_t columns, double* to) {
  const std::size_t whole = columns / sums * sums;
  for (std::size_t k = 0; k < whole; k += hn::Lanes(wide())) {
    if (k % 16 == 0) hwy::Prefetch(from + k + columns_ahead);
    hn::Store(hn::PromoteTo(wide(), hn::LoadU(narrow(), from + k)), wide(), to + k);
  }
  for (std::size_t k = whole; k < columns; ++k) to[k] = static_cast<double>(from[k]);
  std::fill(to + columns, to + block_columns, 0.0);
}

/// distances[i n + j] += |row i - row j|² for the `tile_rows` rows from `i` and the `tile_columns`
/// from `j` on, where j is the larger one and less than n.
void add_tile(const double* block, std::size_t n, std::size_t i, std::size_t j, double* distances) {
  const wide d;
  HWY_ALIGN double partial[tile_rows * tile_columns][sums];
  const double* a = block + i * block_columns;
  const double* b = block + j * block_columns;
  for (std::size_t part = 0; part < sums; part += hn::Lanes(d)) {
    hn::Vec<wide> sum[tile_rows * tile_columns];
    for (auto& s : sum) s = hn::Zero(d);
    for (std::size_t k = part; k < block_columns; k += sums) {
      for (std::size_t q = 0; q < tile_columns; ++q) {
        const auto right = hn::Load(d, b + q * block_columns + k);
        for (std::size_t p = 0; p < tile_rows; ++p) {
          const auto apart = hn::Sub(hn::Load(d, a + p * block_columns + k), right);
          auto& s = sum[p * tile_columns + q];
          s = hn::Add(s, hn::Mul(apart, apart));
        }
      }
    }
    for (std::size_t s = 0; s < tile_rows * tile_columns; ++s) {
      hn::Store(sum[s], d, partial[s] + part);
    }
  }
  for (std::size_t p = 0; p < tile_rows; ++p) {
    for (std::size_t q = 0; q < tile_columns && j + q < n; ++q) {
      if (i + p >= j + q) continue;
      double total = 0;
      for (const double x : partial[p * tile_columns + q]) total += x;
      distances[(i + p) * n + j + q] += total;
    }
  }
}

void add_upper_triangle(const double* block, std::size_t n, double* distances) {
  for (std::size_t i = 0; i < n; i += tile_rows) {
    for (std::size_t j = i; j < n; j += tile_columns) add_tile(block, n, i, j, distances);
  }
}

template <bool FromOrigin>
double squared_distance_from(const float* x, const float* point, std::size_t size) {
  const wide d;
  const narrow f;
  constexpr std::size_t parts = sums / hn::MaxLanes(wide());
  hn::Vec<wide> sum[parts];
  for (auto& s : sum) s = hn::Zero(d);
  const std::size_t whole = size / sums * sums;
  for (std::size_t k = 0; k < whole; k += sums) {
    hwy::Prefetch(x + k + columns_ahead);
    for (std::size_t p = 0; p < parts; ++p) {
      const std::size_t at = k + p * hn::Lanes(d);
      auto apart = hn::PromoteTo(d, hn::LoadU(f, x + at));
      if (!FromOrigin) apart = hn::Sub(apart, hn::PromoteTo(d, hn::LoadU(f, point + at)));
      sum[p] = hn::Add(sum[p], hn::Mul(apart, apart));
    }
  }
  HWY_ALIGN double partial[sums];
  for (std::size_t p = 0; p < parts; ++p) hn::Store(sum[p], d, partial + p * hn::Lanes(d));
  double total = 0;
  for (const double p : partial) total += p;
  for (std::size_t k = whole; k < size; ++k) {
    const double from = FromOrigin ? 0.0 : static_cast<double>(point[k]);
    const double apart = static_cast<double>(x[k]) - from;
    total += apart * apart;
  }
  return total;
}

/// |x - point|², where a point of nullptr is the origin.
double squared_distance(const float* x, const float* point, std::size_t size) {
  return point == nullptr ? squared_distance_from<true>(x, point, size)
                          : squared_distance_from<false>(x, point, size);
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(widen);
HWY_EXPORT(add_upper_triangle);
HWY_EXPORT(squared_distance);

namespace {

/// Parts of columns whose triangles are summed apart: an even number of half a chunk or more where
/// there are two, so that two threads end together; as many as keep the triangles within
/// `triangles_max` numbers, whatever the number of threads.
std::size_t triangles(std::size_t n, std::size_t size) {
  constexpr std::size_t most = 16;
  constexpr std::size_t triangles_max = std::size_t{1} << 21;
  const std::size_t chunks = (size + chunk_columns - 1) / chunk_columns;
  const std::size_t wanted = chunks == 1 ? 1 : std::min(most, 2 * chunks);
  return std::clamp<std::size_t>(triangles_max / (n * n), 1, wanted);
}

/// Adds the triangle of columns begin … end - 1.
void add_columns(const rows& all, std::size_t begin, std::size_t end, double* distances) {
  const std::size_t n = all.count();
  const std::size_t padded = (n + tile_rows - 1) / tile_rows * tile_rows;
  const auto block = hwy::AllocateAligned<double>(padded * block_columns);
  std::fill_n(block.get(), padded * block_columns, 0.0);
  std::vector<float> mixed(all.mixing.empty() ? 0 : n * block_columns);
  column_reader reader(all);
  for (; begin < end; begin += block_columns) {
    const std::size_t columns = std::min(block_columns, end - begin);
    if (!mixed.empty()) reader.load(begin, columns, mixed.data(), block_columns);
    for (std::size_t i = 0; i < n; ++i) {
      const float* row = mixed.empty() ? all.stored[i] + begin : mixed.data() + i * block_columns;
      HWY_DYNAMIC_DISPATCH(widen)(row, columns, block.get() + i * block_columns);
    }
    HWY_DYNAMIC_DISPATCH(add_upper_triangle)(block.get(), n, distances);
  }
}

/// Adds what columns begin … begin + columns - 1 contribute to |row i - point|².
void add_columns_to(const rows& all, const float* point, std::size_t begin, std::size_t columns,
                    double* distances) {
  const std::size_t n = all.count();
  const auto at = [point](std::size_t k) { return point == nullptr ? nullptr : point + k; };
  if (all.mixing.empty()) {
    for (std::size_t i = 0; i < n; ++i) {
      distances[i] +=
          HWY_DYNAMIC_DISPATCH(squared_distance)(all.stored[i] + begin, at(begin), columns);
    }
    return;
  }
  std::vector<float> mixed(n * block_columns);
  column_reader reader(all);
  for (const std::size_t end = begin + columns; begin < end; begin += block_columns) {
    const std::size_t size = std::min(block_columns, end - begin);
    reader.load(begin, size, mixed.data(), block_columns);
    for (std::size_t i = 0; i < n; ++i) {
      distances[i] +=
          HWY_DYNAMIC_DISPATCH(squared_distance)(mixed.data() + i * block_columns, at(begin), size);
    }
  }
}

/// The sum of parts of `size` numbers each, in order.
std::vector<double> total(const std::vector<double>& parts, std::size_t size) {
  std::vector<double> sums(size);
  for (std::size_t i = 0; i < parts.size(); ++i) sums[i % size] += parts[i];
  return sums;
}

}  // namespace

std::vector<double> squared_distances(const rows& all, const workers& threads) {
  const std::size_t n = all.count();
  if (n == 0 || all.size == 0) return std::vector<double>(n * n);
  const std::size_t parts = triangles(n, all.size);
  const std::size_t blocks = (all.size + block_columns - 1) / block_columns;
  std::vector<double> triangle(parts * n * n);
  threads.each(parts, [&](std::size_t part) {
    const std::size_t begin = part * blocks / parts * block_columns;
    const std::size_t end = std::min((part + 1) * blocks / parts * block_columns, all.size);
    add_columns(all, begin, end, triangle.data() + part * n * n);
  });
  std::vector<double> distances = total(triangle, n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) distances[i * n + j] = distances[j * n + i];
  }
  return distances;
}

std::vector<double> squared_distances_to(const rows& all, std::span<const float> point,
                                         const workers& threads) {
  chunked_distances distances(all);
  each_chunk(threads, all.size,
             [&](std::size_t begin, std::size_t columns) { distances.add(point, begin, columns); });
  return distances.total();
}

chunked_distances::chunked_distances(const rows& all)
    : all_(all), parts_((all.size + chunk_columns - 1) / chunk_columns * all.count()) {}

void chunked_distances::add(std::span<const float> point, std::size_t begin, std::size_t columns) {
  add_columns_to(all_, point.empty() ? nullptr : point.data(), begin, columns,
                 parts_.data() + begin / chunk_columns * all_.count());
}

std::vector<double> chunked_distances::total() const {
  return kernels::total(parts_, all_.count());
}

}  // namespace starling::aggregation::kernels
#endif
