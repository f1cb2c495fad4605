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

constexpr std::size_t strip = 128;  // columns sorted together: enough to hide the network's latency

/// Sorts the columns of values[n][strip] in place as far as the network goes.
void run_network(const std::vector<comparator>& network, float* values) {
  const hn::CappedTag<float, strip> d;
  for (const comparator c : network) {
    float* low = values + c.low * strip;
    float* high = values + c.high * strip;
    for (std::size_t part = 0; part < strip; part += hn::Lanes(d)) {
      const auto a = hn::Load(d, low + part);
      const auto b = hn::Load(d, high + part);
      hn::Store(hn::Min(a, b), d, low + part);
      hn::Store(hn::Max(a, b), d, high + part);
    }
  }
}

/// mean[k] of values[first … last - 1][k], over one strip.
void strip_mean(const float* values, std::size_t first, std::size_t last, float scale,
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

void rank_mean_by_network(const rows& all, std::size_t first, std::size_t last,
                          std::span<float> out) {
  const std::vector<comparator> network = selection_network(all.count(), first, last);
  const float scale = headroom(last - first);
  const auto values = hwy::AllocateAligned<float>(all.count() * strip);
  HWY_ALIGN float mean[strip];
  std::fill_n(values.get(), all.count() * strip, 0.0F);
  for (std::size_t begin = 0; begin < out.size(); begin += strip) {
    const std::size_t columns = std::min(strip, out.size() - begin);
    load_columns(all, begin, columns, values.get(), strip);
    run_network(network, values.get());
    strip_mean(values.get(), first, last, scale, mean);
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

void rank_mean_by_selection(const rows& all, std::size_t first, std::size_t last,
                            std::span<float> out) {
  constexpr std::size_t columns_max = 16;
  const std::size_t n = all.count();
  const float scale = headroom(last - first);
  std::vector<float> block(n * columns_max);
  std::vector<float> transposed(n * columns_max);
  for (std::size_t begin = 0; begin < out.size(); begin += columns_max) {
    const std::size_t columns = std::min(columns_max, out.size() - begin);
    load_columns(all, begin, columns, block.data(), columns_max);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < columns; ++k) transposed[k * n + i] = block[i * columns_max + k];
    }
    for (std::size_t k = 0; k < columns; ++k) {
      out[begin + k] = mean_of_ranks(std::span(transposed).subspan(k * n, n), first, last, scale);
    }
  }
}

}  // namespace

void rank_mean(const rows& all, std::size_t first, std::size_t last, std::span<float> out,
               const workers& /*threads*/) {
  if (all.count() > network_rows_max) return rank_mean_by_selection(all, first, last, out);
  HWY_DYNAMIC_DISPATCH(rank_mean_by_network)(all, first, last, out);
}

}  // namespace starling::aggregation::kernels
#endif
