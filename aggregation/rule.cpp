#include "aggregation/rule.hpp"

#include <array>

namespace starling::aggregation {

std::string_view to_string(rule_error e) {
  constexpr std::array<std::string_view, 4> names = {"too_few_contributions", "dimensions_differ",
                                                     "too_costly", "nobody_trusted"};
  return names[static_cast<std::size_t>(e)];
}

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

messages::result<messages::combination, rule_error> rule::combine(
    std::span<const messages::contribution> contributions, const round_context& context) {
  gathering heard(contributions, context);
  if (!heard.one_shape() || (heard.has_doubles() && !chooses_by_score()))
    return messages::failure{rule_error::dimensions_differ};
  if (heard.size() == 0 || heard.size() < contributions_min(heard.byzantine())) {
    return messages::failure{rule_error::too_few_contributions};
  }
  if (needs_trusted() && !heard.trusted()) return messages::failure{rule_error::nobody_trusted};
  if (too_costly(heard.size(), heard.byzantine())) return messages::failure{rule_error::too_costly};
  return decide(heard);
}

messages::result<messages::combination, rule_error> rule::combine(
    std::span<const messages::contribution> contributions, std::size_t byzantine) {
  round_context context;
  context.byzantine = byzantine;
  return combine(contributions, context);
}

std::optional<std::size_t> largest_legal_byzantine(const rule& r, std::size_t n) {
  std::optional<std::size_t> legal;
  for (std::size_t f = 0; f < n && r.contributions_min(f) <= n && !r.too_costly(n, f); ++f) {
    legal = f;
  }
  return legal;
}

std::optional<std::string> refuse_illegal(const rule& r, std::size_t n, std::size_t f) {
  if (n >= r.contributions_min(f) && !r.too_costly(n, f)) return std::nullopt;
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
