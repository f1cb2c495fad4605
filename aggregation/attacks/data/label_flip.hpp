#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/attacks/displacement.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Boosts what was learned from flipped labels: base + scale · (honest - base). The labels are
/// flipped by whoever feeds the node its data, where `poison_of` asks for it.
class label_flip : public attack {
 public:
  explicit label_flip(const starling::attack::label_flip& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "label_flip"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override {
    return displaced(known.base, known.honest, scale_);
  }

 private:
  double scale_;
};

}  // namespace starling::aggregation
