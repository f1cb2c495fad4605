#pragma once

#include <string_view>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/options.hpp"

namespace starling::aggregation {

/// Fills its proposal with one value that is no finite number: what a receiver has to set aside.
class non_finite : public attack {
 public:
  explicit non_finite(const starling::attack::infinity&);
  explicit non_finite(const starling::attack::nan&);

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::optional<messages::tensor> forge(const knowledge& known) const override;

 private:
  std::string_view name_;
  float value_;
};

}  // namespace starling::aggregation
