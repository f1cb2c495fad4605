#include "aggregation/kernels/weighted_mean.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "aggregation/kernels/headroom.hpp"
#include "aggregation/kernels/instruction_sets.hpp"
#include "aggregation/kernels/squared_distances.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/weighted_mean.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t block_columns = 8192;  // 32 KiB of sums in L2, and rows in long streams
constexpr std::size_t row_group = 8;         // sums are loaded and stored once per so many rows

/// out[k] (or 0 for the first rows) + Σ weights[i] · rows[i][begin + k].
template <std::size_t Rows, bool First>
void add_rows(const float* const* rows, const float* weights, std::size_t begin, float* out,
              std::size_t size) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t k = 0;
  for (; k + lanes <= size; k += lanes) {
    auto sum = First ? hn::Zero(d) : hn::LoadU(d, out + k);
    for (std::size_t i = 0; i < Rows; ++i) {
      sum = hn::Add(sum, hn::Mul(hn::Set(d, weights[i]), hn::LoadU(d, rows[i] + begin + k)));
    }
    hn::StoreU(sum, d, out + k);
  }
  for (; k < size; ++k) {
    float sum = First ? 0.0F : out[k];
    for (std::size_t i = 0; i < Rows; ++i) sum += weights[i] * rows[i][begin + k];
    out[k] = sum;
  }
}

/// The first `count` rows, at most `Rows`.
template <std::size_t Rows, bool First>
void add_some_rows(std::size_t count, const float* const* rows, const float* weights,
                   std::size_t begin, float* out, std::size_t size) {
  if constexpr (Rows > 1) {
    if (count < Rows) {
      return add_some_rows<Rows - 1, First>(count, rows, weights, begin, out, size);
    }
  }
  add_rows<Rows, First>(rows, weights, begin, out, size);
}

void divide(float* out, std::size_t size, float divisor) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr float most = std::numeric_limits<float>::max();
  std::size_t k = 0;
  for (; k + lanes <= size; k += lanes) {
    const auto mean = hn::Div(hn::LoadU(d, out + k), hn::Set(d, divisor));
    hn::StoreU(hn::Clamp(mean, hn::Set(d, -most), hn::Set(d, most)), d, out + k);
  }
  for (; k < size; ++k) out[k] = std::clamp(out[k] / divisor, -most, most);
}

void mean_of_rows(const float* const* rows, const float* weights, std::size_t count, float divisor,
                  std::size_t begin, std::size_t end, float* out) {
  for (; begin < end; begin += block_columns) {
    const std::size_t columns = std::min(block_columns, end - begin);
    float* sums = out + begin;
    const std::size_t first = std::min(row_group, count);
    add_some_rows<row_group, true>(first, rows, weights, begin, sums, columns);
    for (std::size_t i = first; i < count; i += row_group) {
      add_some_rows<row_group, false>(count - i, rows + i, weights + i, begin, sums, columns);
    }
    divide(sums, columns, divisor);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(mean_of_rows);

namespace {

/// Rows that have weight, and what they are multiplied by.
class weighing {
 public:
  weighing(std::span<const float* const> rows, std::span<const double> weights, double total) {
    std::vector<double> positive;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!(weights[i] > 0)) continue;
      rows_.push_back(rows[i]);
      positive.push_back(weights[i]);
    }
    if (rows_.empty()) return;
    const double sum = std::accumulate(positive.begin(), positive.end(), 0.0);
    const double zeros = std::max(0.0, total - sum);
    const double largest = std::max(zeros, *std::max_element(positive.begin(), positive.end()));
    const double scale = static_cast<double>(headroom(rows_.size() + 1)) / largest;
    double divisor = zeros * scale;
    for (const double weight : positive) {
      scaled_.push_back(static_cast<float>(weight * scale));
      divisor += static_cast<double>(scaled_.back());  // rounding does not bias the mean
    }
    divisor_ = static_cast<float>(divisor);
  }

  void mean(std::size_t begin, std::size_t columns, float* out) const {
    if (rows_.empty()) {
      std::fill_n(out + begin, columns, 0.0F);
      return;
    }
    HWY_DYNAMIC_DISPATCH(mean_of_rows)
    (rows_.data(), scaled_.data(), rows_.size(), divisor_, begin, begin + columns, out);
  }

 private:
  std::vector<const float*> rows_;
  std::vector<float> scaled_;
  float divisor_ = 1;
};

}  // namespace

void weighted_mean(std::span<const float* const> rows, std::span<const double> weights,
                   double total, std::span<float> out, const workers& threads) {
  const weighing w(rows, weights, total);
  each_chunk(threads, out.size(),
             [&](std::size_t begin, std::size_t columns) { w.mean(begin, columns, out.data()); });
}

std::vector<double> weighted_mean_with_distances(const rows& all, std::span<const double> weights,
                                                 double total, std::span<float> out,
                                                 const workers& threads) {
  const weighing w(all.stored, weights, total);
  chunked_distances distances(all);
  each_chunk(threads, out.size(), [&](std::size_t begin, std::size_t columns) {
    w.mean(begin, columns, out.data());
    distances.add(out, begin, columns);  // the chunk of all rows is still in the cache
  });
  return distances.total();
}

}  // namespace starling::aggregation::kernels
#endif
