#pragma once

#include <cstddef>
#include <string_view>

#include "aggregation/robust/before/pre_step.hpp"

namespace starling::aggregation {

/// Shortens the k = floor(2 f (n - f) / n) longest changes to the length of the next longest.
///
/// Needs:  n >= 2 f + 1.
/// Cost:   O(n d) time for the lengths, O(n²) memory.
/// Paper:  Allouah et al., "Adaptive gradient clipping for robust federated learning", 2024.
class arc final : public pre_step {
 public:
  [[nodiscard]] std::string_view name() const override { return "arc"; }
  [[nodiscard]] std::size_t rows_min(std::size_t byzantine) const override {
    return 2 * byzantine + 1;
  }
  void apply(gathering& heard) const override;
};

}  // namespace starling::aggregation
