#include "aggregation/attacks/blind/non_finite.hpp"

#include <algorithm>
#include <limits>

namespace starling::aggregation {

non_finite::non_finite(const starling::attack::infinity& /*options*/)
    : name_("infinity"), value_(std::numeric_limits<float>::infinity()) {}

non_finite::non_finite(const starling::attack::nan& /*options*/)
    : name_("nan"), value_(std::numeric_limits<float>::quiet_NaN()) {}

std::optional<messages::tensor> non_finite::forge(const knowledge& known) const {
  auto forged = messages::tensor::uninitialised(known.honest.size());
  std::ranges::fill(forged.mutate(), value_);
  return forged;
}

}  // namespace starling::aggregation
