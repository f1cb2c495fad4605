#include "aggregation/kernels/rank_mean.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "aggregation/kernels/headroom.hpp"
#include "aggregation/kernels/instruction_sets.hpp"
#include "aggregation/kernels/selection_network.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/rank_mean.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/aligned_allocator.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t line = 16;  // floats of one cache line: columns that are sorted together

/// Sorts the columns of lines[n][line] in place as far as the network goes.
void run_network(const std::vector<comparator>& network, float* lines) {
  const hn::CappedTag<float, line> d;
  for (std::size_t part = 0; part < line; part += hn::Lanes(d)) {
    float* column = lines + part;
    for (const comparator c : network) {
      float* low = column + c.low * line;
      float* high = column + c.high * line;
      const auto a = hn::Load(d, low);
      const auto b = hn::Load(d, high);
      hn::Store(hn::Min(a, b), d, low);
      hn::Store(hn::Max(a, b), d, high);
    }
  }
}

/// mean[k] of lines[first … last - 1][k], over one line.
void mean_of_lines(const float* lines, std::size_t first, std::size_t last, float scale,
                   float* mean) {
  const hn::CappedTag<float, line> d;
  constexpr float most = std::numeric_limits<float>::max();
  const auto divisor = hn::Set(d, static_cast<float>(last - first) * scale);
  for (std::size_t part = 0; part < line; part += hn::Lanes(d)) {
    auto sum = hn::Zero(d);
    for (std::size_t i = first; i < last; ++i) {
      sum = hn::Add(sum, hn::Mul(hn::Load(d, lines + i * line + part), hn::Set(d, scale)));
    }
    const auto clamped = hn::Clamp(hn::Div(sum, divisor), hn::Set(d, -most), hn::Set(d, most));
    hn::Store(clamped, d, mean + part);
  }
}

void rank_mean_by_network(std::span<const float* const> rows, std::size_t first, std::size_t last,
                          std::span<float> out) {
  const std::vector<comparator> network = selection_network(rows.size(), first, last);
  const float scale = headroom(last - first);
  const auto lines = hwy::AllocateAligned<float>(rows.size() * line);
  HWY_ALIGN float mean[line];
  std::fill_n(lines.get(), rows.size() * line, 0.0F);
  for (std::size_t begin = 0; begin < out.size(); begin += line) {
    const std::size_t columns = std::min(line, out.size() - begin);
    if (columns == line) {
      const hn::CappedTag<float, line> d;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t part = 0; part < line; part += hn::Lanes(d)) {
          hn::Store(hn::LoadU(d, rows[i] + begin + part), d, lines.get() + i * line + part);
        }
      }
    } else {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        std::copy_n(rows[i] + begin, columns, lines.get() + i * line);
      }
    }
    run_network(network, lines.get());
    mean_of_lines(lines.get(), first, last, scale, mean);
    std::copy_n(mean, columns, out.data() + begin);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(rank_mean_by_network);

namespace {

float mean_of_ranks(std::span<float> column, std::size_t first, std::size_t last, float scale) {
  constexpr float most = std::numeric_limits<float>::max();
  const auto from = column.begin() + static_cast<std::ptrdiff_t>(first);
  const auto to = column.begin() + static_cast<std::ptrdiff_t>(last);
  std::nth_element(column.begin(), from, column.end());
  if (to != column.end()) std::nth_element(from, to, column.end());
  std::sort(from, to);
  float sum = 0;
  for (auto it = from; it != to; ++it) sum += *it * scale;
  return std::clamp(sum / (static_cast<float>(last - first) * scale), -most, most);
}

void rank_mean_by_selection(std::span<const float* const> rows, std::size_t first, std::size_t last,
                            std::span<float> out) {
  constexpr std::size_t columns_max = 16;
  const std::size_t n = rows.size();
  const float scale = headroom(last - first);
  std::vector<float> transposed(n * columns_max);
  for (std::size_t begin = 0; begin < out.size(); begin += columns_max) {
    const std::size_t columns = std::min(columns_max, out.size() - begin);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < columns; ++k) transposed[k * n + i] = rows[i][begin + k];
    }
    for (std::size_t k = 0; k < columns; ++k) {
      out[begin + k] = mean_of_ranks(std::span(transposed).subspan(k * n, n), first, last, scale);
    }
  }
}

}  // namespace

void rank_mean(std::span<const float* const> rows, std::size_t first, std::size_t last,
               std::span<float> out) {
  if (rows.size() > network_rows_max) return rank_mean_by_selection(rows, first, last, out);
  HWY_DYNAMIC_DISPATCH(rank_mean_by_network)(rows, first, last, out);
}

}  // namespace starling::aggregation::kernels
#endif
