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

/// mean[k] of values[first … last - 1][k], over one strip.
void mean_of_strip(const float* values, std::size_t first, std::size_t last, float scale,
                   float* mean) {
  const hn::CappedTag<float, strip> d;
  constexpr float most = std::numeric_limits<float>::max();
  const auto divisor = hn::Set(d, static_cast<float>(last - first) * scale);
  for (std::size_t part = 0; part < strip; part += hn::Lanes(d)) {
    auto sum = hn::Zero(d);
    for (std::size_t i = first; i < last; ++i) {
      sum = hn::Add(sum, hn::Mul(hn::Load(d, values + i * strip + part), hn::Set(d, scale)));
    }
    const auto clamped = hn::Clamp(hn::Div(sum, divisor), hn::Set(d, -most), hn::Set(d, most));
    hn::Store(clamped, d, mean + part);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(mean_of_strip);

namespace {

void rank_mean_by_network(const rows& all, std::size_t first, std::size_t last,
                          std::span<float> out, const workers& threads) {
  const selection_network network(all.count(), first, last);
  const float scale = headroom(last - first);
  each_chunk(threads, out.size(), [&](std::size_t from, std::size_t size) {
    column_reader reader(all);
    const auto values = hwy::AllocateAligned<float>((network.rows() + 1) * strip);
    float* mean = values.get() + network.rows() * strip;
    std::fill_n(values.get(), all.count() * strip, 0.0F);
    for (std::size_t begin = from; begin < from + size; begin += strip) {
      const std::size_t columns = std::min(strip, from + size - begin);
      reader.load(begin, columns, values.get(), strip);
      network.run(values.get(), strip_after(all.stored, begin, from + size));
      HWY_DYNAMIC_DISPATCH(mean_of_strip)(values.get(), first, last, scale, mean);
      std::copy_n(mean, columns, out.data() + begin);
    }
  });
}

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

void rank_mean_by_selection(const rows& all, std::size_t first, std::size_t last,
                            std::span<float> out, const workers& threads) {
  constexpr std::size_t columns_max = 16;
  const std::size_t n = all.count();
  const float scale = headroom(last - first);
  each_chunk(threads, out.size(), [&](std::size_t from, std::size_t size) {
    column_reader reader(all);
    std::vector<float> block(n * columns_max);
    std::vector<float> column(n);
    for (std::size_t begin = from; begin < from + size; begin += columns_max) {
      const std::size_t columns = std::min(columns_max, from + size - begin);
      reader.load(begin, columns, block.data(), columns_max);
      for (std::size_t k = 0; k < columns; ++k) {
        for (std::size_t i = 0; i < n; ++i) column[i] = block[i * columns_max + k];
        out[begin + k] = mean_of_ranks(column, first, last, scale);
      }
    }
  });
}

}  // namespace

void rank_mean(const rows& all, std::size_t first, std::size_t last, std::span<float> out,
               const workers& threads) {
  if (all.count() > network_rows_max) {
    return rank_mean_by_selection(all, first, last, out, threads);
  }
  rank_mean_by_network(all, first, last, out, threads);
}

}  // namespace starling::aggregation::kernels
#endif
