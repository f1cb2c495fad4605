#include "aggregation/kernels/subset_sums.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "aggregation/kernels/instruction_sets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "aggregation/kernels/subset_sums.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

#ifndef STARLING_SUBSETS
#define STARLING_SUBSETS
namespace starling::aggregation::kernels {
constexpr std::size_t together = 4;  // rows whose subsets are summed
constexpr std::size_t subsets = std::size_t{1} << together;
constexpr std::size_t few_columns = 8;  // the tables of 50 rows, 13 KiB, stay in L1
}  // namespace starling::aggregation::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace starling::aggregation::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using wide = hn::CappedTag<double, few_columns>;
using narrow = hn::Rebind<float, wide>;

/// table[s] = the sum of the rows whose bits are set in s, for `few_columns` from column k on.
void sum_subsets(const float* const* rows, std::size_t k, double* table) {
  const wide d;
  for (std::size_t part = 0; part < few_columns; part += hn::Lanes(d)) {
    hn::Vec<wide> sum[subsets];
    sum[0] = hn::Zero(d);
    for (std::size_t row = 0; row < together; ++row) {
      const auto x = hn::PromoteTo(d, hn::LoadU(narrow(), rows[row] + k + part));
      for (std::size_t s = 0; s < std::size_t{1} << row; ++s) {
        sum[(std::size_t{1} << row) + s] = hn::Add(sum[s], x);
        hn::StoreU(sum[(std::size_t{1} << row) + s], d,
                   table + ((std::size_t{1} << row) + s) * few_columns + part);
      }
    }
  }
}

/// out[k] = scale · Σ table[chosen[g]][k], clamped to what a float holds.
void add_chosen(const double* table, const std::uint32_t* chosen, std::size_t fours, double scale,
                float* out) {
  const wide d;
  constexpr std::size_t parts = few_columns / hn::MaxLanes(wide());
  const auto most = hn::Set(d, static_cast<double>(std::numeric_limits<float>::max()));
  hn::Vec<wide> sum[parts];
  for (auto& s : sum) s = hn::Zero(d);
  for (std::size_t g = 0; g < fours; ++g) {
    const double* subset = table + chosen[g];
    for (std::size_t p = 0; p < parts; ++p) {
      sum[p] = hn::Add(sum[p], hn::LoadU(d, subset + p * hn::Lanes(d)));
    }
  }
  for (std::size_t p = 0; p < parts; ++p) {
    const auto finite = hn::Clamp(hn::Mul(sum[p], hn::Set(d, scale)), hn::Neg(most), most);
    hn::StoreU(hn::DemoteTo(narrow(), finite), narrow(), out + p * hn::Lanes(d));
  }
}

/// Row i of out, from column 0 on; `columns` is a multiple of `few_columns`.
void mix_subsets(const float* const* rows, std::size_t fours, const std::uint32_t* chosen,
                 const double* scales, std::size_t count, std::size_t columns, double* table,
                 float* out, std::size_t stride) {
  for (std::size_t k = 0; k < columns; k += few_columns) {
    for (std::size_t g = 0; g < fours; ++g) {
      sum_subsets(rows + g * together, k, table + g * subsets * few_columns);
    }
    for (std::size_t i = 0; i < count; ++i) {
      add_chosen(table, chosen + i * fours, fours, scales[i], out + i * stride + k);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::aggregation::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::aggregation::kernels {

HWY_EXPORT(mix_subsets);

namespace {

std::size_t fours_of(const rows& from) {
  return (from.stored.size() + together - 1) / together;
}

/// The coefficients of row i.
std::span<const float> coefficients(const rows& from, std::size_t i) {
  const std::size_t n = from.stored.size();
  return std::span(from.mixing).subspan(i * n, n);
}

/// The one that is not 0; 0 where there is none.
float scale_of(std::span<const float> row) {
  const auto at = std::find_if(row.begin(), row.end(), [](float c) { return c != 0; });
  return at == row.end() ? 0.0F : *at;
}

}  // namespace

bool subset_sums::pays(const rows& from) {
  if (from.mixing.empty()) return false;
  std::size_t terms = 0;
  for (std::size_t i = 0; i < from.count(); ++i) {
    const auto row = coefficients(from, i);
    const float scale = scale_of(row);
    for (const float c : row) {
      if (c != 0 && c != scale) return false;
      terms += c != 0 ? 1U : 0U;
    }
  }
  return fours_of(from) * (subsets + from.count()) < terms;
}

subset_sums::subset_sums(const rows& from)
    : from_(&from), table_(fours_of(from) * subsets * few_columns) {
  const std::size_t fours = fours_of(from);
  chosen_.resize(from.count() * fours);
  at_.resize(fours * together);
  rest_.resize(at_.size() * few_columns);
  rest_mixed_.resize(from.count() * few_columns);
  for (std::size_t i = 0; i < from.count(); ++i) {
    const auto row = coefficients(from, i);
    scales_.push_back(static_cast<double>(scale_of(row)));
    for (std::size_t g = 0; g < fours; ++g) {
      std::size_t subset = 0;
      for (std::size_t j = g * together; j < std::min((g + 1) * together, row.size()); ++j) {
        if (row[j] != 0) subset |= std::size_t{1} << (j % together);
      }
      chosen_[i * fours + g] = static_cast<std::uint32_t>((g * subsets + subset) * few_columns);
    }
  }
}

void subset_sums::load(std::size_t begin, std::size_t columns, float* out, std::size_t stride) {
  const auto mix = [&](std::size_t size, float* to, std::size_t apart) {
    HWY_DYNAMIC_DISPATCH(mix_subsets)
    (at_.data(), fours_of(*from_), chosen_.data(), scales_.data(), scales_.size(), size,
     table_.data(), to, apart);
  };
  const auto& stored = from_->stored;
  for (std::size_t j = 0; j < at_.size(); ++j) {
    at_[j] = stored[j < stored.size() ? j : 0] + begin;  // beyond the last row: in no subset chosen
  }
  const std::size_t whole = columns / few_columns * few_columns;
  mix(whole, out, stride);
  if (whole == columns) return;
  for (std::size_t j = 0; j < at_.size(); ++j) {
    std::copy_n(at_[j] + whole, columns - whole, rest_.data() + j * few_columns);
    at_[j] = rest_.data() + j * few_columns;
  }
  mix(few_columns, rest_mixed_.data(), few_columns);
  for (std::size_t i = 0; i < scales_.size(); ++i) {
    std::copy_n(rest_mixed_.data() + i * few_columns, columns - whole, out + i * stride + whole);
  }
}

}  // namespace starling::aggregation::kernels
#endif
