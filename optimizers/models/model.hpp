#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/strategy.hpp"

namespace starling::optimizers {

/// Some examples, contiguous.
struct batch {
  std::span<const float> inputs;   ///< Shape: size × features, one example after the other.
  std::span<const float> targets;  ///< Shape: size; see `dataset::targets`.
  [[nodiscard]] std::size_t size() const { return targets.size(); }
};

/// A named part of the flat parameter vector, for whoever exports or prints it.
struct parameter_block {
  std::string name;                ///< "layers.0.weight", "layers.0.bias".
  std::size_t offset = 0;          ///< Where it begins among the d parameters.
  std::vector<std::size_t> shape;  ///< Row-major; a weight is {outputs, inputs}, a bias {outputs}.
};

/// A parametric function with a loss. Stateless: parameters are one flat vector that others own, so
/// one model object serves all nodes and threads at once.
class model {
 public:
  virtual ~model() = default;

  /// d, the number of parameters.
  [[nodiscard]] virtual std::size_t dimension() const = 0;
  /// Numbers per example that it expects.
  [[nodiscard]] virtual std::size_t features() const = 0;
  /// Fills `parameters` (d) with a random start.
  virtual void initialise(std::span<float> parameters, messages::random_source& random) const = 0;
  /// Mean loss over the batch; overwrites `gradient` (d) with its derivative.
  virtual double gradient(std::span<const float> parameters, const batch& examples,
                          std::span<float> gradient) const = 0;
  /// parameters -= learning_rate * gradient; returns the mean loss before the step. Models override
  /// it where the update can be folded into the product that makes the gradient.
  virtual double descend(std::span<float> parameters, const batch& examples,
                         float learning_rate) const;
  /// Mean loss and accuracy over all examples.
  [[nodiscard]] virtual evaluation evaluate(std::span<const float> parameters,
                                            const batch& examples) const = 0;
  /// The blocks that cover the d parameters, in order; one block unless a model knows better.
  [[nodiscard]] virtual std::vector<parameter_block> layout() const;
};

}  // namespace starling::optimizers
