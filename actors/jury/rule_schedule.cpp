#include "actors/jury/rule_schedule.hpp"

#include <algorithm>
#include <utility>

#include "aggregation/catalogue.hpp"

namespace starling::actors {

using messages::round_number;

std::optional<unfit_rule> refuse_rule(const rule_in_force& rule, const rule_terms& terms,
                                      const std::string& byzantine_key) {
  const auto made = rule.make();
  if (auto why = aggregation::refuse_illegal(*made, terms.fewest, rule.byzantine(terms.fewest))) {
    const std::string what = terms.whole ? ""
                                         : " (here n is the fewest proposals that a round "
                                           "combines: those that a member hears, and the quorum "
                                           "of them)";
    return unfit_rule{byzantine_key, *std::move(why) + what};
  }
  if (made->needs_trusted() && !terms.trusting) {
    return unfit_rule{"aggregation.trusted",
                      rule.name +
                          " measures against a trusted proposal, and an aggregator has "
                          "none of its own: name a node"};
  }
  if (!made->uses_weights() && !terms.weighed_by.empty()) {
    return unfit_rule{terms.weighed_by, rule.name +
                                            " looks at no weights; mean, geometric_median and "
                                            "centered_clipping do"};
  }
  return std::nullopt;
}

messages::result<rule_in_force, std::string> in_force(const aggregation_options& options) {
  auto made = aggregation::make_rule(options);
  if (!made) return messages::failure{made.error()};
  return rule_in_force{std::string((*made)->name()),
                       [options] { return std::move(*aggregation::make_rule(options)); },
                       [options](std::size_t n) { return aggregation::byzantine_max(options, n); }};
}

rule_schedule::rule_schedule(rule_in_force first) {
  first.from = round_number{0};
  rules_ =
      std::make_shared<const list>(list{std::make_shared<const rule_in_force>(std::move(first))});
}

std::shared_ptr<const rule_in_force> rule_schedule::at(round_number r) const {
  const auto rules = rules_.load();
  const auto after =
      std::find_if(rules->begin(), rules->end(), [r](const auto& rule) { return rule->from > r; });
  return *std::prev(after);
}

void rule_schedule::change(rule_in_force next) {
  auto rules = *rules_.load();
  std::erase_if(rules, [&next](const auto& rule) { return rule->from >= next.from; });
  rules.push_back(std::make_shared<const rule_in_force>(std::move(next)));
  rules_ = std::make_shared<const list>(std::move(rules));
}

}  // namespace starling::actors
