#include "optimizers/models/model.hpp"

#include <vector>

namespace starling::optimizers {

double model::descend(std::span<float> parameters, const batch& examples,
                      float learning_rate) const {
  thread_local std::vector<float> scratch;
  scratch.resize(parameters.size());
  const double loss = gradient(parameters, examples, scratch);
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i] -= learning_rate * scratch[i];
  return loss;
}

std::vector<parameter_block> model::layout() const {
  return {{.name = "parameters", .offset = 0, .shape = {dimension()}}};
}

}  // namespace starling::optimizers
