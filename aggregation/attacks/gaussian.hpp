#pragma once

#include <cstdint>
#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Adds noise to every parameter: honest + scale · N(0, 1), drawn from the seed.
class gaussian : public attack {
 public:
  explicit gaussian(const starling::attack::gaussian& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "gaussian"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  double scale_;
};

}  // namespace starling::aggregation
