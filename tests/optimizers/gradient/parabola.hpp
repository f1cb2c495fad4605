#pragma once

#include <span>

#include "optimizers/models/model.hpp"

/// A user's own model with a gradient anyone can work out: loss = ½ Σ (w_k - mean target)², d = 2.
class parabola final : public starling::optimizers::model {
 public:
  [[nodiscard]] std::size_t dimension() const override { return 2; }
  [[nodiscard]] std::size_t features() const override { return 1; }
  void initialise(std::span<float> w, starling::messages::random_source& r) const override {
    for (float& x : w) x = static_cast<float>(r.normal());
  }
  double gradient(std::span<const float> w, const starling::optimizers::batch& b,
                  std::span<float> g) const override {
    float mean = 0;
    for (const float t : b.targets) mean += t / static_cast<float>(b.size());
    double loss = 0;
    for (std::size_t k = 0; k < 2; ++k) {
      g[k] = w[k] - mean;
      loss += static_cast<double>(g[k] * g[k] / 2);
    }
    return loss;
  }
  [[nodiscard]] starling::optimizers::evaluation evaluate(
      std::span<const float> w, const starling::optimizers::batch& b) const override {
    float g[2];
    return {.loss = gradient(w, b, g), .accuracy = static_cast<double>(b.size())};
  }
};
