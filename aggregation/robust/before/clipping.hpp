#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/robust/before/pre_step.hpp"

namespace starling::aggregation {

/// Shortens each change row - origin that is longer than `norm_max` to that length, and judges its
/// owners `clipped`: measured is the length, the limit `norm_max`.
///
/// Cost: O(n d) time for the lengths, O(n²) memory.
void clip_changes(gathering& heard, double norm_max);

/// No change is longer than `norm_max`. Takes any number of rows.
class clipping final : public pre_step {
 public:
  /// Requires norm_max > 0.
  explicit clipping(double norm_max) : norm_max_(norm_max) {}

  [[nodiscard]] std::string_view name() const override { return "clipping"; }
  [[nodiscard]] std::size_t rows_min(std::size_t /*byzantine*/) const override { return 1; }
  void apply(gathering& heard) const override { clip_changes(heard, norm_max_); }

 private:
  double norm_max_;
};

}  // namespace starling::aggregation
