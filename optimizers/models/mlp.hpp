#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "optimizers/models/loss.hpp"
#include "optimizers/models/model.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

/// Fully connected layers; without hidden ones it is linear or softmax regression.
///
/// Parameters: per layer the weight, outputs × inputs row-major, then the bias; linear outputs.
/// Memory:     scratch belongs to the calling thread and is reused: a step allocates nothing once
///             the thread has worked through a batch of that size.
/// Cost:       6 d flops per example and step, in three BLAS products per layer.
/// Thread safety: one object serves any number of threads.
class mlp final : public model {
 public:
  /// `layers` holds at least inputs and outputs; squared loss wants one output.
  mlp(std::vector<std::size_t> layers, starling::model::activation hidden, loss_kind loss);

  [[nodiscard]] std::size_t dimension() const override { return dimension_; }
  [[nodiscard]] std::size_t features() const override { return layers_.front().inputs; }
  /// Weights: normal with deviation sqrt(2 / inputs) before a ReLU (He et al. 2015), else uniform
  /// in ±sqrt(6 / (inputs + outputs)) (Glorot, Bengio 2010). Biases: 0.
  void initialise(std::span<float> parameters, messages::random_source& random) const override;
  double gradient(std::span<const float> parameters, const batch& examples,
                  std::span<float> gradient) const override;
  double descend(std::span<float> parameters, const batch& examples,
                 float learning_rate) const override;
  [[nodiscard]] evaluation evaluate(std::span<const float> parameters,
                                    const batch& examples) const override;
  [[nodiscard]] std::vector<parameter_block> layout() const override;

 private:
  struct layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::size_t weight = 0;  ///< Offset among the parameters.
    std::size_t bias = 0;    ///< Offset among the parameters.
    std::size_t before = 0;  ///< Outputs of all earlier layers together.
  };
  struct scratch;
  static scratch& of_this_thread();

  void forward(const float* parameters, const batch& examples, scratch& s) const;
  void activate(std::span<float> values) const;
  void damp(std::span<float> deltas, std::span<const float> activations) const;
  template <class Update>
  double backward(const float* parameters, const batch& examples, Update update) const;
  std::span<float> outputs(const layer& l, std::size_t examples, scratch& s) const;

  std::vector<layer> layers_;
  starling::model::activation hidden_;
  loss_kind loss_;
  std::size_t dimension_ = 0;
  std::size_t outputs_total_ = 0;  ///< Per example, over all layers.
  std::size_t widest_ = 0;         ///< Hidden layer with the most outputs.
};

}  // namespace starling::optimizers
