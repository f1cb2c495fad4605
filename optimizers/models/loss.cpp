#include "optimizers/models/loss.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace starling::optimizers {

namespace {

loss_sums squared(std::span<float> outputs, std::span<const float> targets) {
  loss_sums sums;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    outputs[i] -= targets[i];
    sums.loss += 0.5 * static_cast<double>(outputs[i]) * static_cast<double>(outputs[i]);
  }
  return sums;
}

/// One example; returns its loss.
double cross_entropy(std::span<float> outputs, std::size_t label) {
  const float largest = *std::max_element(outputs.begin(), outputs.end());
  const float wanted = outputs[label] - largest;
  float sum = 0;
  for (float& z : outputs) {
    z = std::exp(z - largest);
    sum += z;
  }
  const float scale = 1 / sum;
  for (float& z : outputs) z *= scale;
  outputs[label] -= 1;
  return std::log(static_cast<double>(sum)) - static_cast<double>(wanted);
}

loss_sums cross_entropies(std::span<float> outputs, std::span<const float> targets) {
  const std::size_t classes = outputs.size() / targets.size();
  loss_sums sums;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::span<float> row = outputs.subspan(i * classes, classes);
    // A data set never holds such a label; one that did would make us write outside the row.
    if (!(targets[i] >= 0 && targets[i] < static_cast<float>(classes))) {
      throw std::logic_error("label outside the classes");
    }
    const auto label = static_cast<std::size_t>(targets[i]);
    const auto guess = std::max_element(row.begin(), row.end()) - row.begin();
    sums.correct += static_cast<std::size_t>(guess) == label ? 1 : 0;
    sums.loss += cross_entropy(row, label);
  }
  return sums;
}

}  // namespace

loss_sums turn_into_deltas(loss_kind kind, std::span<float> outputs,
                           std::span<const float> targets) {
  if (targets.empty()) return {};
  return kind == loss_kind::squared ? squared(outputs, targets) : cross_entropies(outputs, targets);
}

}  // namespace starling::optimizers
