#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Adds noise to every parameter: honest + scale · N(0, 1), or base + scale · N(0, 1).
class gaussian : public attack {
 public:
  explicit gaussian(const starling::attack::gaussian& options)
      : scale_(options.scale), pure_(options.pure) {}

  [[nodiscard]] std::string_view name() const override { return "gaussian"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  double scale_;
  bool pure_;
};

}  // namespace starling::aggregation
