#include "aggregation/kernels/rows.hpp"

#include <algorithm>
#include <limits>

#include "aggregation/kernels/instruction_sets.hpp"
#include "aggregation/kernels/subset_sums.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/rows.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

#ifndef STARLING_MIXED_COLUMNS
#define STARLING_MIXED_COLUMNS
namespace starling::aggregation::kernels {
constexpr std::size_t mixed_columns = 64;  // in double, 50 rows of them stay in L1
}
#endif

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t sums = 8;  // vectors of sums held in registers

void widen(const float* from, double* to) {
  const hn::CappedTag<double, mixed_columns / sums> d;
  const hn::Rebind<float, decltype(d)> f;
  for (std::size_t k = 0; k < mixed_columns; k += hn::Lanes(d)) {
    hn::StoreU(hn::PromoteTo(d, hn::LoadU(f, from + k)), d, to + k);
  }
}

/// out[k] = Σ coefficients[t] · rows[t][k], clamped to what a float holds.
void mix(const double* coefficients, const double* const* rows, std::size_t terms, float* out) {
  const hn::CappedTag<double, mixed_columns / sums> d;
  const hn::Rebind<float, decltype(d)> f;
  const std::size_t lanes = hn::Lanes(d);
  const auto most = hn::Set(d, static_cast<double>(std::numeric_limits<float>::max()));
  for (std::size_t k = 0; k < mixed_columns; k += sums * lanes) {
    hn::Vec<decltype(d)> sum[sums];
    for (auto& s : sum) s = hn::Zero(d);
    for (std::size_t t = 0; t < terms; ++t) {
      const auto coefficient = hn::Set(d, coefficients[t]);
      for (std::size_t s = 0; s < sums; ++s) {
        sum[s] = hn::Add(sum[s], hn::Mul(coefficient, hn::LoadU(d, rows[t] + k + s * lanes)));
      }
    }
    for (std::size_t s = 0; s < sums; ++s) {
      const auto finite = hn::Clamp(sum[s], hn::Neg(most), most);
      hn::StoreU(hn::DemoteTo(f, finite), f, out + k + s * lanes);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(widen);
HWY_EXPORT(mix);

column_reader::~column_reader() = default;

column_reader::column_reader(const rows& from) : from_(&from) {
  if (from.mixing.empty()) return;
  if (subset_sums::pays(from)) {
    sums_ = std::make_unique<subset_sums>(from);
    return;
  }
  const std::size_t n = from.stored.size();
  wide_.resize(n * mixed_columns);
  starts_.push_back(0);
  for (std::size_t i = 0; i < from.count(); ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const float coefficient = from.mixing[i * n + j];
      if (coefficient == 0) continue;
      coefficients_.push_back(static_cast<double>(coefficient));
      terms_.push_back(wide_.data() + j * mixed_columns);
    }
    starts_.push_back(coefficients_.size());
  }
}

void column_reader::load(std::size_t begin, std::size_t columns, float* out, std::size_t stride) {
  const std::size_t n = from_->stored.size();
  if (sums_ != nullptr) return sums_->load(begin, columns, out, stride);
  if (starts_.empty()) {
    for (std::size_t i = 0; i < n; ++i) {
      std::copy_n(from_->stored[i] + begin, columns, out + i * stride);
    }
    return;
  }
  for (std::size_t done = 0; done < columns; done += mixed_columns) {
    load_mixed(begin + done, std::min(mixed_columns, columns - done), out + done, stride);
  }
}

void column_reader::load_mixed(std::size_t begin, std::size_t columns, float* out,
                               std::size_t stride) {
  float padded[mixed_columns] = {};
  const bool whole = columns == mixed_columns;
  for (std::size_t j = 0; j < from_->stored.size(); ++j) {
    const float* from = from_->stored[j] + begin;
    if (!whole) from = std::copy_n(from, columns, padded) - columns;
    HWY_DYNAMIC_DISPATCH(widen)(from, wide_.data() + j * mixed_columns);
  }
  for (std::size_t i = 0; i + 1 < starts_.size(); ++i) {
    const std::size_t first = starts_[i];
    float* to = whole ? out + i * stride : padded;
    HWY_DYNAMIC_DISPATCH(mix)
    (coefficients_.data() + first, terms_.data() + first, starts_[i + 1] - first, to);
    if (!whole) std::copy_n(padded, columns, out + i * stride);
  }
}

}  // namespace starling::aggregation::kernels
#endif
