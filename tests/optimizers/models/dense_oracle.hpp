#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "optimizers/models/mlp.hpp"

// The obvious forward pass in double, written from the definition: what the fast one must equal,
// and what central differences are taken of.

struct dense_oracle {
  std::vector<std::size_t> layers;
  starling::model::activation hidden = starling::model::activation::relu;
  bool classes = true;

  /// Outputs for one example; parameters are weight (row-major, outputs × inputs), bias, next
  /// layer.
  [[nodiscard]] std::vector<double> outputs(const std::vector<double>& p,
                                            std::span<const float> input) const {
    std::vector<double> x(input.begin(), input.end());
    std::size_t at = 0;
    for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
      std::vector<double> y(layers[l + 1]);
      for (std::size_t o = 0; o < y.size(); ++o) {
        y[o] = p[at + layers[l] * y.size() + o];
        for (std::size_t i = 0; i < x.size(); ++i) y[o] += p[at + o * x.size() + i] * x[i];
        if (l + 2 == layers.size()) continue;
        y[o] = hidden == starling::model::activation::tanh ? std::tanh(y[o]) : std::fmax(y[o], 0.0);
      }
      at += layers[l] * y.size() + y.size();
      x = y;
    }
    return x;
  }

  [[nodiscard]] double loss(const std::vector<double>& p,
                            const starling::optimizers::batch& examples) const {
    double total = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      const auto y = outputs(p, examples.inputs.subspan(i * layers.front(), layers.front()));
      const auto target = static_cast<double>(examples.targets[i]);
      if (!classes) {
        total += 0.5 * (y[0] - target) * (y[0] - target);
        continue;
      }
      double sum = 0;
      for (double z : y) sum += std::exp(z);
      total -= y[static_cast<std::size_t>(target)] - std::log(sum);
    }
    return total / static_cast<double>(examples.size());
  }

  /// Central differences with step h = 1e-5: error O(h²) plus rounding 1e-16 / h, both below 1e-9.
  [[nodiscard]] std::vector<double> gradient(std::vector<double> p,
                                             const starling::optimizers::batch& examples) const {
    constexpr double h = 1e-5;
    std::vector<double> g(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
      const double before = p[i];
      p[i] = before + h;
      const double up = loss(p, examples);
      p[i] = before - h;
      g[i] = (up - loss(p, examples)) / (2 * h);
      p[i] = before;
    }
    return g;
  }
};
