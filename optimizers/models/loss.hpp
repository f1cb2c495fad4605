#pragma once

#include <cstddef>
#include <span>

namespace starling::optimizers {

enum class loss_kind : unsigned char {
  squared,        ///< ½ (output - target)², one output.
  cross_entropy,  ///< -log softmax(outputs)[target], one output per class.
};

/// Sums over examples; divide by their number for means.
struct loss_sums {
  double loss = 0;
  std::size_t correct = 0;  ///< Largest output at the target; 0 for squared loss.
};

/// Losses of `targets.size()` examples; `outputs` (examples × width) become the derivative of each
/// example's own loss by them.
///
/// The largest output is subtracted before any exponential, so finite outputs give a finite loss.
loss_sums turn_into_deltas(loss_kind kind, std::span<float> outputs,
                           std::span<const float> targets);

}  // namespace starling::optimizers
