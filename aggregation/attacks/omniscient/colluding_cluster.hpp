#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// All adversaries gather beside the honest mean: mean + scale · r · u and a hundredth as much
/// noise of their own, where u is a direction they share and r the root mean square distance of the
/// honest from their mean. So close together they score better than any honest one with rules that
/// believe the densest group.
class colluding_cluster : public attack {
 public:
  explicit colluding_cluster(const starling::attack::colluding_cluster& options)
      : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "colluding_cluster"; }
  [[nodiscard]] bool eavesdrops() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  double scale_;
};

}  // namespace starling::aggregation
