#include "aggregation/attacks/omniscient/mimic.hpp"

#include "aggregation/attacks/omniscient/honest_moments.hpp"

namespace starling::aggregation {

std::optional<messages::tensor> mimic::forge(const knowledge& known) const {
  const messages::contribution* lowest = nullptr;
  for (const auto& c : known.overheard) {
    if (!usable(known, c)) continue;
    if (c.sender.value == target_) return c.parameters;
    if (lowest == nullptr) lowest = &c;
  }
  return lowest != nullptr ? lowest->parameters : known.honest;
}

}  // namespace starling::aggregation
