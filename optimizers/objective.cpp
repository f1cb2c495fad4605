#include "optimizers/objective.hpp"

namespace starling::optimizers {

void objective::evaluate_all(std::span<const double> points, std::span<double> values) const {
  const auto d = dimension();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = evaluate(points.subspan(i * d, d));
}

}  // namespace starling::optimizers
