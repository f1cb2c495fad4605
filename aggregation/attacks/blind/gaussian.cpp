#include "aggregation/attacks/blind/gaussian.hpp"

#include "aggregation/attacks/displacement.hpp"

namespace starling::aggregation {

std::optional<messages::tensor> gaussian::forge(const knowledge& known) const {
  return noisy(pure_ ? known.base : known.honest, known.honest.size(), scale_, known.seed);
}

}  // namespace starling::aggregation
