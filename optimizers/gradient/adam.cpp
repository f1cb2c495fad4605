#include "optimizers/gradient/adam.hpp"

#include <cmath>

#include "optimizers/gradient/gradient_scratch.hpp"

namespace starling::optimizers {

adam::adam(const starling::strategy::adam& options)
    : learning_rate_(options.learning_rate),
      beta1_(options.beta1),
      beta2_(options.beta2),
      epsilon_(options.epsilon),
      weight_decay_(options.weight_decay) {}

double adam::step(const model& learned, std::span<float> parameters,
                  std::span<const float> /*adopted*/, const batch& examples) {
  const std::span<float> g = gradient_scratch(parameters.size());
  const double loss = learned.gradient(parameters, examples, g);
  first_.resize(g.size());
  second_.resize(g.size());
  beta1_power_ *= static_cast<double>(beta1_);
  beta2_power_ *= static_cast<double>(beta2_);
  const auto rate = static_cast<float>(static_cast<double>(learning_rate_) / (1 - beta1_power_));
  const auto correction = static_cast<float>(1 / (1 - beta2_power_));
  // Locals: a store through a float pointer could change a float member, and vectorises no loop.
  const float keep1 = beta1_, keep2 = beta2_, epsilon = epsilon_, decay = weight_decay_;
  float* const w = parameters.data();
  float* const m = first_.data();
  float* const v = second_.data();
  for (std::size_t i = 0; i < g.size(); ++i) {
    const float slope = g[i] + decay * w[i];
    m[i] = keep1 * m[i] + (1 - keep1) * slope;
    v[i] = keep2 * v[i] + (1 - keep2) * slope * slope;
    w[i] -= rate * m[i] / (std::sqrt(v[i] * correction) + epsilon);
  }
  return loss;
}

void adam::exchange(state& s, std::size_t dimension) {
  optimizers::exchange(s, first_, dimension);
  optimizers::exchange(s, second_, dimension);
  s.exchange(beta1_power_);
  s.exchange(beta2_power_);
}

}  // namespace starling::optimizers
