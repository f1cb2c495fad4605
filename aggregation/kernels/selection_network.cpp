#include "aggregation/kernels/selection_network.hpp"

#include <algorithm>
#include <bit>

#include "aggregation/kernels/instruction_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/selection_network.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void compare_rows(const std::vector<comparator>& network, float* values) {
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

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(compare_rows);

namespace {

std::vector<comparator> sorting_network(std::size_t n) {
  std::vector<comparator> network;
  if (n < 2) return network;
  const std::size_t top = std::bit_ceil(n) / 2;
  for (std::size_t p = top; p > 0; p /= 2) {
    std::size_t distance = p;
    std::size_t remainder = 0;
    for (std::size_t q = top;; q /= 2) {
      for (std::size_t i = 0; i + distance < n; ++i) {
        if ((i & p) != remainder) continue;
        network.push_back(
            {static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(i + distance)});
      }
      if (q == p) break;
      distance = q - p;
      remainder = p;
    }
  }
  return network;
}

}  // namespace

std::vector<comparator> selection_network(std::size_t n, std::size_t first, std::size_t last) {
  const std::vector<comparator> all = sorting_network(n);
  std::vector<bool> wanted(n);
  std::fill(wanted.begin() + static_cast<std::ptrdiff_t>(first),
            wanted.begin() + static_cast<std::ptrdiff_t>(last), true);
  std::vector<comparator> kept;
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    if (!wanted[it->low] && !wanted[it->high]) continue;
    wanted[it->low] = wanted[it->high] = true;
    kept.push_back(*it);
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

void run(const std::vector<comparator>& network, float* values) {
  HWY_DYNAMIC_DISPATCH(compare_rows)(network, values);
}

}  // namespace starling::aggregation::kernels
#endif
