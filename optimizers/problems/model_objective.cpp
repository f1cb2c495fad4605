#include "optimizers/problems/model_objective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace starling::optimizers {

namespace {

/// Per thread: one objective serves all of them.
std::span<float> rounded(std::span<const double> point) {
  thread_local std::vector<float> parameters;
  parameters.assign(point.size(), 0);
  for (std::size_t i = 0; i < point.size(); ++i) parameters[i] = static_cast<float>(point[i]);
  return parameters;
}

double finite_or_worst(double loss) {
  return std::isfinite(loss) ? loss : std::numeric_limits<double>::infinity();
}

}  // namespace

model_objective::model_objective(std::shared_ptr<const model> learned,
                                 std::shared_ptr<const dataset> examples,
                                 const starling::objective::training_loss& how)
    : learned_(std::move(learned)),
      examples_(std::move(examples)),
      count_(how.examples == 0 ? examples_->size() : std::min(how.examples, examples_->size())),
      space_{std::vector<double>(learned_->dimension(), -how.width),
             std::vector<double>(learned_->dimension(), how.width), how.bounds} {}

batch model_objective::examples() const {
  return {std::span(examples_->inputs).first(count_ * examples_->features),
          std::span(examples_->targets).first(count_)};
}

double model_objective::evaluate(std::span<const double> point) const {
  return finite_or_worst(learned_->evaluate(rounded(point), examples()).loss);
}

double model_objective::gradient(std::span<const double> point, std::span<double> slope) const {
  thread_local std::vector<float> narrow;
  narrow.resize(point.size());
  const double loss = learned_->gradient(rounded(point), examples(), narrow);
  std::copy(narrow.begin(), narrow.end(), slope.begin());
  return finite_or_worst(loss);
}

messages::tensor in_float32(const messages::tensor& point) {
  if (point.precision() == messages::precision::float32) return point;
  return messages::tensor(std::span<const float>(rounded(point.doubles())));
}

}  // namespace starling::optimizers
