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
  for (std::size_t i = 0; i < g.size(); ++i) {
    const float slope = g[i] + weight_decay_ * parameters[i];
    first_[i] = beta1_ * first_[i] + (1 - beta1_) * slope;
    second_[i] = beta2_ * second_[i] + (1 - beta2_) * slope * slope;
    parameters[i] -= rate * first_[i] / (std::sqrt(second_[i] * correction) + epsilon_);
  }
  return loss;
}

}  // namespace starling::optimizers
