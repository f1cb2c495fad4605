#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/attacks/displacement.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Claims work it has not done: sends the base back, with noise that hides it.
///
/// Paper: Lin, Du, Liu, "Free-riders in Federated Learning: Attacks and Defenses", 2019.
class free_rider : public attack {
 public:
  explicit free_rider(const starling::attack::free_rider& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "free_rider"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override {
    return noisy(known.base, known.honest.size(), scale_, known.seed);
  }

 private:
  double scale_;
};

}  // namespace starling::aggregation
