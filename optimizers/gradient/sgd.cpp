#include "optimizers/gradient/sgd.hpp"

#include "optimizers/gradient/gradient_scratch.hpp"

namespace starling::optimizers {

double sgd::step(const model& learned, std::span<float> parameters, std::span<const float> adopted,
                 const batch& examples) {
  const auto [rate, momentum, decay, mu] = options_;
  if (momentum == 0 && decay == 0 && mu == 0) return learned.descend(parameters, examples, rate);
  const std::span<float> g = gradient_scratch(parameters.size());
  const double loss = learned.gradient(parameters, examples, g);
  if (decay != 0 || mu != 0) {
    for (std::size_t i = 0; i < g.size(); ++i) {
      g[i] += decay * parameters[i] + mu * (parameters[i] - adopted[i]);
    }
  }
  if (momentum == 0) {
    for (std::size_t i = 0; i < g.size(); ++i) parameters[i] -= rate * g[i];
    return loss;
  }
  velocity_.resize(g.size());
  for (std::size_t i = 0; i < g.size(); ++i) {
    velocity_[i] = momentum * velocity_[i] + g[i];
    parameters[i] -= rate * velocity_[i];
  }
  return loss;
}

}  // namespace starling::optimizers
