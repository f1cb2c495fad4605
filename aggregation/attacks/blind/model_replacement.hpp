#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/attacks/displacement.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Boosts the model it has trained on poisoned data so far that it takes the place of the average:
/// base + scale · (that - base), by default with scale n / f.
///
/// Paper: Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020.
class model_replacement : public attack {
 public:
  explicit model_replacement(const starling::attack::model_replacement& options)
      : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "model_replacement"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override {
    const double over = static_cast<double>(known.nodes) /
                        static_cast<double>(std::max<std::size_t>(known.adversaries, 1));
    return displaced(known.base, known.honest, scale_ > 0 ? scale_ : over);
  }

 private:
  double scale_;
};

}  // namespace starling::aggregation
