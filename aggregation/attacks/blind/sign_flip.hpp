#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/attacks/displacement.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Steps the other way: base - scale · (honest - base).
class sign_flip : public attack {
 public:
  explicit sign_flip(const starling::attack::sign_flip& options) : scale_(options.scale) {}

  [[nodiscard]] std::string_view name() const override { return "sign_flip"; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override {
    return displaced(known.base, known.honest, -scale_);
  }

 private:
  double scale_;
};

}  // namespace starling::aggregation
