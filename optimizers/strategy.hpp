#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"
#include "messages/vocabulary/contribution.hpp"
#include "optimizers/state.hpp"

namespace starling::optimizers {

/// What a node tells its neighbours.
struct proposal {
  messages::tensor parameters;     ///< Shape: d.
  messages::tensor base;           ///< Shape: d; what the local work started from.
  messages::sample_count samples;  ///< Examples the node owns; weighs the proposal in a mean.
  double score = 0;                ///< Training loss or objective value, lower is better.
  bool withheld = false;           ///< The node tells nobody this round.
};

/// How good a set of parameters is.
struct evaluation {
  double loss = 0;
  double accuracy = 0;  ///< In [0, 1]; NaN where it has no meaning.
};

/// One node's way to improve. Pure: no clock, no thread, no socket; randomness comes in as a seed.
class strategy {
 public:
  virtual ~strategy() = default;
  /// Local work of one round; what to tell the neighbours.
  virtual proposal propose(messages::round_number round) = 0;
  /// What was heard and believed; changes the node's own state.
  virtual void adopt(const messages::combination& heard, messages::round_number round) = 0;
  /// How good the node is now.
  [[nodiscard]] virtual evaluation evaluate() const = 0;
  /// The node's parameters now.
  [[nodiscard]] virtual messages::tensor parameters() const = 0;
  /// Training examples worked through so far, each as often as it was used; a decorator forwards
  /// it.
  [[nodiscard]] virtual messages::sample_count worked() const { return {}; }
  /// Where its particles are, for whoever draws them: overwrites `points` with as many as fit, of d
  /// numbers each, and returns how many.
  virtual std::size_t positions(std::span<double> /*points*/) const { return 0; }
  /// Writes down all that decides what it does next, or takes it over. False: it cannot.
  virtual bool exchange(state& /*s*/) { return false; }
};

/// Makes the strategy of one node; called again with the same id when a crashed node is restarted.
using strategy_factory = std::function<std::unique_ptr<strategy>(messages::node_id)>;

/// Judges any parameters of shape d on held-out data.
using evaluator = std::function<evaluation(const messages::tensor&)>;

}  // namespace starling::optimizers
