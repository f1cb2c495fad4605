#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"

namespace starling::aggregation {

/// Says nothing.
class drop : public attack {
 public:
  [[nodiscard]] std::string_view name() const override { return "drop"; }
  [[nodiscard]] bool spares_parameters() const override { return true; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& /*known*/) const override {
    return std::nullopt;
  }
};

}  // namespace starling::aggregation
