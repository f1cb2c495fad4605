#include "aggregation/rule.hpp"

namespace starling::aggregation {

std::string rule::precondition() const {
  const std::size_t constant = contributions_min(0);
  const std::size_t slope = contributions_min(1) - constant;
  for (std::size_t f = 2; f <= 8; ++f) {
    if (contributions_min(f) != slope * f + constant) {
      return "n >= " + std::to_string(constant) + " for f = 0, " +
             std::to_string(constant + slope) + " for f = 1 and so on";
    }
  }
  if (slope == 0) return "n >= " + std::to_string(constant);
  const std::string times = slope == 1 ? "" : std::to_string(slope) + " ";
  const std::string plus = constant == 0 ? "" : " + " + std::to_string(constant);
  return "n >= " + times + "f" + plus;
}

std::optional<std::size_t> largest_legal_byzantine(const rule& r, std::size_t n) {
  std::optional<std::size_t> legal;
  for (std::size_t f = 0; f < n && r.contributions_min(f) <= n; ++f) legal = f;
  return legal;
}

std::optional<std::string> refuse_illegal(const rule& r, std::size_t n, std::size_t f) {
  if (n >= r.contributions_min(f)) return std::nullopt;
  const std::string needs = std::string(r.name()) + " needs " + r.precondition() + ": ";
  const std::string nodes = std::to_string(n) + (n == 1 ? " node" : " nodes");
  const auto legal = largest_legal_byzantine(r, n);
  if (!legal) {
    return needs + nodes + (n == 1 ? " is" : " are") + " too few even for byzantine 0";
  }
  return needs + "with " + nodes + " the largest legal byzantine is " + std::to_string(*legal) +
         ", not " + std::to_string(f);
}

}  // namespace starling::aggregation
