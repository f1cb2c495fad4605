#pragma once

#include <vector>

#include "optimizers/gradient/update_rule.hpp"

namespace starling::optimizers {

/// Adam; weight decay is added to the gradient (an L2 penalty).
///
/// Memory: 2 d floats.
/// Paper:  Kingma, Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, Algorithm 1.
class adam final : public update_rule {
 public:
  explicit adam(const starling::strategy::adam& options);
  double step(const model& learned, std::span<float> parameters, std::span<const float> adopted,
              const batch& examples) override;
  void exchange(state& s, std::size_t dimension) override;

 private:
  float learning_rate_;
  float beta1_;
  float beta2_;
  float epsilon_;
  float weight_decay_;
  std::vector<float> first_;   ///< Mean of the gradients.
  std::vector<float> second_;  ///< Mean of their squares.
  double beta1_power_ = 1;     ///< beta1 to the number of steps.
  double beta2_power_ = 1;
};

}  // namespace starling::optimizers
