#pragma once

#include <memory>

#include "optimizers/datasets/dataset.hpp"
#include "optimizers/models/model.hpp"
#include "optimizers/objective.hpp"

namespace starling::optimizers {

/// A model's mean loss over its examples, as a function of its d parameters: what particles can
/// search as they search anything else.
///
/// Parameters are rounded to float32 on their way into the model. A loss that is no finite number
/// is +∞.
class model_objective final : public objective, public differentiable {
 public:
  model_objective(std::shared_ptr<const model> learned, std::shared_ptr<const dataset> examples,
                  const starling::objective::training_loss& how);

  [[nodiscard]] std::string_view name() const override { return "training_loss"; }
  [[nodiscard]] const search_space& space() const override { return space_; }
  [[nodiscard]] double evaluate(std::span<const double> point) const override;
  double gradient(std::span<const double> point, std::span<double> slope) const override;

 private:
  [[nodiscard]] batch examples() const;

  std::shared_ptr<const model> learned_;
  std::shared_ptr<const dataset> examples_;
  std::size_t count_;
  search_space space_;
};

/// The same numbers in float32.
messages::tensor in_float32(const messages::tensor& point);

}  // namespace starling::optimizers
