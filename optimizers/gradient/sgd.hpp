#pragma once

#include <vector>

#include "optimizers/gradient/update_rule.hpp"

namespace starling::optimizers {

struct sgd_options {
  float learning_rate = 0.1F;
  float momentum = 0;
  float weight_decay = 0;
  float proximal = 0;  ///< FedProx' mu; 0 is plain local SGD.
};

/// Stochastic gradient descent with momentum, weight decay and FedProx' proximal term:
/// g = ∇loss(w) + weight_decay w + proximal (w - adopted); v = momentum v + g; w -= learning_rate
/// v.
///
/// Cost:   one `model::descend` when the three are 0, else a gradient and one pass over d.
/// Memory: d floats with momentum, none without.
/// Papers: Polyak 1964 in the form of Sutskever et al., ICML 2013, the rate outside the velocity;
///         Li et al., "Federated Optimization in Heterogeneous Networks", MLSys 2020.
class sgd final : public update_rule {
 public:
  explicit sgd(const sgd_options& options) : options_(options) {}
  double step(const model& learned, std::span<float> parameters, std::span<const float> adopted,
              const batch& examples) override;
  void exchange(state& s, std::size_t dimension) override {
    optimizers::exchange(s, velocity_, dimension);
  }

 private:
  sgd_options options_;
  std::vector<float> velocity_;
};

}  // namespace starling::optimizers
