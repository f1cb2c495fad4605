#pragma once

#include <memory>

#include "optimizers/gradient/update_rule.hpp"
#include "optimizers/objective.hpp"
#include "optimizers/strategy.hpp"

namespace starling::optimizers {

/// Walks down the slope of an objective by the update rule of a gradient strategy: what SGD and
/// Adam are on a model's batches, on a function instead. Proposals are float32 points, so every
/// rule of aggregation takes them.
///
/// A coordinate that leaves the box comes back by the policy of its space.
/// Thread safety: none; one node calls it.
class gradient_walker final : public strategy {
 public:
  /// `what` is differentiable. `start`: d, float32.
  gradient_walker(const starling::strategy::gradient& how, std::shared_ptr<const objective> what,
                  messages::tensor start, std::uint64_t seed);

  proposal propose(messages::round_number round) override;
  void adopt(const messages::combination& heard, messages::round_number round) override;
  [[nodiscard]] evaluation evaluate() const override;
  [[nodiscard]] messages::tensor parameters() const override { return adopted_; }
  /// Evaluations of the slope.
  [[nodiscard]] messages::sample_count worked() const override { return worked_; }
  bool exchange(state& s) override;

 private:
  std::unique_ptr<update_rule> rule_;
  std::shared_ptr<const objective> what_;
  std::unique_ptr<const model> slope_;  ///< The objective as what an update rule asks for.
  std::size_t steps_;
  messages::random_source random_;
  messages::tensor adopted_;
  messages::sample_count worked_;
};

/// Where all walkers of a swarm start: drawn from the box; float32, d.
messages::tensor walkers_start(const objective& what, std::uint64_t seed);

/// The value at a float32 point as loss; it has no accuracy.
evaluation value_at(const objective& what, const messages::tensor& point);

}  // namespace starling::optimizers
