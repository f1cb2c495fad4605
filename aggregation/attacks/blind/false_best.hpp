#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Lures a swarm of optimizers to where it is: claims that its point is worth far more than it is.
class false_best : public attack {
 public:
  explicit false_best(const starling::attack::false_best& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "false_best"; }
  [[nodiscard]] double claim(double honest) const override { return honest - scale_; }
  [[nodiscard]] bool spares_parameters() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override {
    return known.honest;
  }

 private:
  double scale_;
};

}  // namespace starling::aggregation
