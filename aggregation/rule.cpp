#include "aggregation/rule.hpp"

namespace starling::aggregation {

std::optional<std::size_t> largest_legal_byzantine(const rule& r, std::size_t n) {
  std::optional<std::size_t> legal;
  for (std::size_t f = 0; f < n && r.contributions_min(f) <= n; ++f) legal = f;
  return legal;
}

}  // namespace starling::aggregation
