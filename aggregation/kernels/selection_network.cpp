#include "aggregation/kernels/selection_network.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "aggregation/kernels/instruction_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/selection_network.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/cache_control.h"
#include "hwy/highway.h"

#ifndef STARLING_SELECTION_NETWORK
#define STARLING_SELECTION_NETWORK
namespace starling::aggregation::kernels {
constexpr std::size_t four = 4;  // two of them and a spare fit the registers of every target

/// Hands out the lines of the next strip, as many to each step as there are steps for.
class asking {
 public:
  asking(const next_strip& next, std::size_t steps)
      : next_(&next), share_((next.stored.size() + steps - 1) / steps) {}
  void some() {
    constexpr std::size_t line = 64 / sizeof(float);
    const std::size_t last = std::min(next_->stored.size(), row_ + share_);
    for (; row_ < last; ++row_) {
      const float* from = next_->stored[row_] + next_->begin;
      for (std::size_t k = 0; k < strip; k += line) hwy::Prefetch(from + k);
    }
  }

 private:
  const next_strip* next_;
  std::size_t share_;
  std::size_t row_ = 0;
};
}  // namespace starling::aggregation::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class V>
void compare(V& low, V& high) {
  const V smaller = hn::Min(low, high);
  high = hn::Max(low, high);
  low = smaller;
}

template <class D, class V>
void load(D d, const float* from, V* to) {
  for (std::size_t i = 0; i < four; ++i) to[i] = hn::Load(d, from + i * strip);
}
template <class D, class V>
void store(D d, const V* from, float* to) {
  for (std::size_t i = 0; i < four; ++i) hn::Store(from[i], d, to + i * strip);
}

void sort_four(float* rows) {
  const hn::CappedTag<float, strip> d;
  for (std::size_t part = 0; part < strip; part += hn::Lanes(d)) {
    hn::Vec<decltype(d)> v[four];
    load(d, rows + part, v);
    compare(v[0], v[1]);
    compare(v[2], v[3]);
    compare(v[0], v[2]);
    compare(v[1], v[3]);
    compare(v[1], v[2]);
    store(d, v, rows + part);
  }
}

/// Odd-even merge; the compiler leaves out what a half that is not kept would need.
template <bool KeepsLow, bool KeepsHigh>
void merge_fours(float* low, float* high) {
  const hn::CappedTag<float, strip> d;
  for (std::size_t part = 0; part < strip; part += hn::Lanes(d)) {
    hn::Vec<decltype(d)> v[2 * four];
    load(d, low + part, v);
    load(d, high + part, v + four);
    for (std::size_t i = 0; i < four; ++i) compare(v[i], v[i + 4]);
    compare(v[2], v[4]);
    compare(v[3], v[5]);
    compare(v[1], v[2]);
    compare(v[3], v[4]);
    compare(v[5], v[6]);
    if (KeepsLow) store(d, v, low + part);
    if (KeepsHigh) store(d, v + four, high + part);
  }
}

void run_network(const std::vector<selection_network::merge>& merges, std::size_t rows,
                 float* values, const next_strip& next) {
  asking ahead(next, rows / four + merges.size());
  for (std::size_t i = 0; i < rows; i += four) {
    ahead.some();
    sort_four(values + i * strip);
  }
  for (const auto& m : merges) {
    ahead.some();
    float* low = values + m.low * strip;
    float* high = values + m.high * strip;
    if (!m.keeps_high) {
      merge_fours<true, false>(low, high);
    } else if (!m.keeps_low) {
      merge_fours<false, true>(low, high);
    } else {
      merge_fours<true, true>(low, high);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(run_network);

namespace {

using merge = selection_network::merge;

std::vector<merge> merge_exchange(std::size_t fours) {
  std::vector<merge> network;
  if (fours < 2) return network;
  const std::size_t top = std::bit_ceil(fours) / 2;
  for (std::size_t p = top; p > 0; p /= 2) {
    std::size_t distance = p;
    std::size_t remainder = 0;
    for (std::size_t q = top;; q /= 2) {
      for (std::size_t i = 0; i + distance < fours; ++i) {
        if ((i & p) != remainder) continue;
        network.push_back({static_cast<std::uint16_t>(i * four),
                           static_cast<std::uint16_t>((i + distance) * four), true, true});
      }
      if (q == p) break;
      distance = q - p;
      remainder = p;
    }
  }
  return network;
}

}  // namespace

selection_network::selection_network(std::size_t n, std::size_t first, std::size_t last) : n_(n) {
  std::vector<merge> all = merge_exchange(rows() / four);
  std::vector<bool> wanted(rows());  // by the first row of each four
  for (std::size_t i = first / four * four; i < last; i += four) wanted[i] = true;
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    if (!wanted[it->low] && !wanted[it->high]) continue;
    merges_.push_back({it->low, it->high, wanted[it->low], wanted[it->high]});
    wanted[it->low] = wanted[it->high] = true;
  }
  std::reverse(merges_.begin(), merges_.end());
}

std::size_t selection_network::rows() const {
  return (n_ + four - 1) / four * four;
}

void selection_network::run(float* values, const next_strip& next) const {
  std::fill(values + n_ * strip, values + rows() * strip, std::numeric_limits<float>::infinity());
  HWY_DYNAMIC_DISPATCH(run_network)(merges_, rows(), values, next);
}

}  // namespace starling::aggregation::kernels
#endif
