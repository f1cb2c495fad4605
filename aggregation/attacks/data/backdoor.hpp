#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/attacks/displacement.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Boosts what was learned from images that bear a trigger: base + scale · (that - base). The
/// trigger is stamped by whoever feeds the node its data, where `poison_of` asks for it.
///
/// Paper: Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020.
class backdoor : public attack {
 public:
  explicit backdoor(const starling::attack::backdoor& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "backdoor"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override {
    return displaced(known.base, known.honest, scale_);
  }

 private:
  double scale_;
};

}  // namespace starling::aggregation
