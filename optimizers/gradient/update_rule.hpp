#pragma once

#include <memory>
#include <span>
#include <vector>

#include "optimizers/models/model.hpp"
#include "optimizers/options.hpp"
#include "optimizers/state.hpp"

namespace starling::optimizers {

/// How one batch changes the parameters, and what is remembered from batch to batch.
///
/// The memory (momentum, moments) stays with the node over rounds: with one local step a round, the
/// mean of the nodes' proposals is then what one node would do with all their batches.
class update_rule {
 public:
  virtual ~update_rule() = default;
  /// One step on `parameters` (d); `adopted` (d) is where the round's local work began. Returns the
  /// mean loss over the examples before the step.
  virtual double step(const model& learned, std::span<float> parameters,
                      std::span<const float> adopted, const batch& examples) = 0;
  /// Writes down or takes over its memory of `dimension` parameters.
  virtual void exchange(state& s, std::size_t dimension) = 0;
};

/// Writes down or takes over what is empty before the first step and of length `dimension` after.
void exchange(state& s, std::vector<float>& memory, std::size_t dimension);

std::unique_ptr<update_rule> make_update_rule(const starling::strategy::gradient& options);
/// The batch size and the amount of work that the options ask for.
const starling::strategy::local_work& work_of(const starling::strategy::gradient& options);

}  // namespace starling::optimizers
