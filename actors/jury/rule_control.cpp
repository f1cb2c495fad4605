#include "actors/jury/rule_control.hpp"

#include <utility>

namespace starling {

messages::result<std::uint64_t, std::string> rule_control::change(
    const aggregation_options& options, std::uint64_t from) {
  const auto rules = rules_.load();
  if (rules == nullptr) return messages::failure{std::string("no run is under way")};
  auto next = actors::in_force(options);
  if (!next) return messages::failure{next.error()};
  const auto n = fewest_.load();
  if (auto why = aggregation::refuse_illegal(*next->make(), n, next->byzantine(n))) {
    return messages::failure{*std::move(why)};
  }
  next->from = messages::round_number{from};
  return rules->change(*std::move(next)).value;
}

void rule_control::attach(std::shared_ptr<actors::rule_schedule> rules, std::size_t fewest) {
  fewest_.store(fewest);
  rules_.store(std::move(rules));
}

}  // namespace starling
