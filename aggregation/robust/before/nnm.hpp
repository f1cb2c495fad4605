#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/robust/before/pre_step.hpp"

namespace starling::aggregation {

/// Each row becomes the mean of its n - f nearest rows, itself included; ties go to the lowest
/// index.
///
/// Needs:  n >= 2 f + 1.
/// Cost:   O(n² d) time for the distances, then O(n³), up to O(n⁴) where liars far away are among
///         the nearest of many; O(n²) memory: no row is written.
/// Paper:  Allouah et al., "Fixing by mixing", AISTATS 2023.
class nnm final : public pre_step {
 public:
  [[nodiscard]] std::string_view name() const override { return "nnm"; }
  [[nodiscard]] std::size_t rows_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  void apply(gathering& heard) const override;
};

}  // namespace starling::aggregation
