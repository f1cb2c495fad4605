#include "aggregation/kernels/nearest_mean.hpp"

#include <algorithm>
#include <vector>

#include "aggregation/kernels/instruction_sets.hpp"
#include "aggregation/kernels/selection_network.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/nearest_mean.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/aligned_allocator.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// The mean of rows first … last - 1 of values[][strip], at `part`.
template <class D>
hn::Vec<D> mean_of_rows(D d, const float* values, std::size_t first, std::size_t last) {
  const hn::Rebind<float, D> f;
  auto sum = hn::Zero(d);
  for (std::size_t i = first; i < last; ++i) {
    sum = hn::Add(sum, hn::PromoteTo(d, hn::Load(f, values + i * strip)));
  }
  return hn::Div(sum, hn::Set(d, static_cast<double>(last - first)));
}

/// From the sorted columns of values[n][strip], which it changes.
///
/// The nearest values are `keep` neighbours in rank. They start at rank w or later exactly where
/// rank w - 1 lies farther below the centre than rank w - 1 + keep lies above it. As that window
/// moves up by one, rank w + keep takes the place of rank w: place w mod keep among the first rows.
void nearest_of_strip(float* values, std::size_t n, centre_ranks centre, std::size_t keep,
                      float* mean) {
  const hn::CappedTag<double, strip> d;
  const hn::Rebind<float, decltype(d)> f;
  for (std::size_t part = 0; part < strip; part += hn::Lanes(d)) {
    float* columns = values + part;
    const auto middle = mean_of_rows(d, columns, centre.first, centre.last);
    const auto twice = hn::Add(middle, middle);
    for (std::size_t w = 0; w + keep < n; ++w) {
      float* place = columns + w % keep * strip;
      const auto low = hn::PromoteTo(d, hn::Load(f, columns + w * strip));
      const auto high = hn::PromoteTo(d, hn::Load(f, columns + (w + keep) * strip));
      const auto kept = hn::PromoteTo(d, hn::Load(f, place));
      const auto moves = hn::Gt(twice, hn::Add(low, high));
      hn::Store(hn::DemoteTo(f, hn::IfThenElse(moves, high, kept)), f, place);
    }
    const auto nearest = hn::DemoteTo(f, mean_of_rows(d, columns, 0, keep));
    hn::Store(hn::Add(nearest, hn::Zero(f)), f, mean + part);  // -0 becomes +0
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(nearest_of_strip);

namespace {

void sort_columns(float* values, std::size_t n) {
  std::vector<float> column(n);
  for (std::size_t k = 0; k < strip; ++k) {
    for (std::size_t i = 0; i < n; ++i) column[i] = values[i * strip + k];
    std::sort(column.begin(), column.end());
    for (std::size_t i = 0; i < n; ++i) values[i * strip + k] = column[i];
  }
}

}  // namespace

void nearest_mean(const rows& all, centre_ranks centre, std::size_t keep, std::span<float> out,
                  const workers& threads) {
  const std::size_t n = all.count();
  const bool by_network = n <= network_rows_max;
  const std::size_t sorted = by_network ? n : 1;
  const selection_network network(sorted, 0, sorted);
  each_chunk(threads, out.size(), [&](std::size_t from, std::size_t size) {
    column_reader reader(all);
    const auto values = hwy::AllocateAligned<float>((std::max(n, network.rows()) + 1) * strip);
    float* mean = values.get() + std::max(n, network.rows()) * strip;
    std::fill_n(values.get(), n * strip, 0.0F);
    for (std::size_t begin = from; begin < from + size; begin += strip) {
      const std::size_t columns = std::min(strip, from + size - begin);
      reader.load(begin, columns, values.get(), strip);
      if (by_network) {
        network.run(values.get(), strip_after(all.stored, begin, from + size));
      } else {
        sort_columns(values.get(), n);
      }
      HWY_DYNAMIC_DISPATCH(nearest_of_strip)(values.get(), n, centre, keep, mean);
      std::copy_n(mean, columns, out.data() + begin);
    }
  });
}

}  // namespace starling::aggregation::kernels
#endif
