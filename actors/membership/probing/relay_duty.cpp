#include "actors/membership/probing/relay_duty.hpp"

#include <algorithm>

namespace starling::actors {

bool relay_duty::accept(const messages::member_id& asker, std::uint32_t theirs,
                        const messages::member_id& subject, std::uint32_t own,
                        messages::time_point now) {
  if (errands_.size() >= options_->relaying_max) return false;
  errands_.push_back({{asker, theirs}, subject, own, now + options_->relay_timeout / 2});
  return true;
}

std::optional<relay_duty::answer> relay_duty::hear_ack(const messages::member_id& subject,
                                                       std::uint32_t own) {
  const auto at = std::find_if(errands_.begin(), errands_.end(), [&](const errand& e) {
    return e.own == own && e.subject == subject;
  });
  if (at == errands_.end()) return std::nullopt;
  const auto whom = at->whom;
  errands_.erase(at);
  return whom;
}

std::vector<relay_duty::answer> relay_duty::wake(messages::time_point now) {
  std::vector<answer> silent;
  for (auto& e : errands_) {
    if (now < e.due || e.nacked) continue;
    silent.push_back(e.whom);
    e.nacked = true;
    e.due = now + options_->period;
  }
  std::erase_if(errands_, [&](const errand& e) { return e.nacked && now >= e.due; });
  return silent;
}

std::optional<messages::time_point> relay_duty::next_deadline() const {
  std::optional<messages::time_point> first;
  for (const auto& e : errands_) {
    if (!first || e.due < *first) first = e.due;
  }
  return first;
}

}  // namespace starling::actors
