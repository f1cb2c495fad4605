#include "actors/membership/rumours/rumour_queue.hpp"

#include <utility>

#include "messages/codec/encoded_size.hpp"

namespace starling::actors {

namespace {

using messages::accusation;
using messages::member_record;
using messages::rumour;

const messages::member_id& subject_of(const rumour& r) {
  const auto* charge = std::get_if<accusation>(&r);
  return charge != nullptr ? charge->subject : std::get<member_record>(r).id;
}

std::uint64_t incarnation_of(const rumour& r) {
  return std::visit([](const auto& x) { return x.incarnation; }, r);
}

/// Whether nobody needs `old` who has `fresh`.
bool replaces(const rumour& fresh, const rumour& old) {
  if (subject_of(fresh) != subject_of(old)) return false;
  if (incarnation_of(fresh) != incarnation_of(old)) {
    // A later accusation says nothing that the earlier record does not need to say before it.
    return incarnation_of(fresh) > incarnation_of(old) &&
           std::holds_alternative<member_record>(fresh);
  }
  if (fresh.index() != old.index()) return false;
  const auto* charge = std::get_if<accusation>(&fresh);
  return charge == nullptr || charge->accuser == std::get<accusation>(old).accuser;
}

}  // namespace

void rumour_queue::add(const rumour& what) {
  std::erase_if(waiting_, [&](const auto& entry) { return replaces(what, entry.second.what); });
  if (kept_max_ == 0) return;
  while (waiting_.size() >= kept_max_) waiting_.erase(std::prev(waiting_.end()));
  waiting_.emplace(place{0, next_age_--}, item{what, messages::encoded_size(what)});
}

void rumour_queue::take(std::vector<rumour>& into, std::size_t bytes, std::size_t times_max) {
  std::vector<std::map<place, item>::node_type> sent;
  for (auto at = waiting_.begin(); at != waiting_.end() && into.size() < messages::rumours_max;) {
    const auto next = std::next(at);
    if (at->second.bytes <= bytes) {
      bytes -= at->second.bytes;
      into.push_back(at->second.what);
      sent.push_back(waiting_.extract(at));
    }
    at = next;
  }
  for (auto& node : sent) {
    if (++node.key().sent < times_max) waiting_.insert(std::move(node));
  }
}

std::size_t retransmissions(std::size_t multiplier, std::size_t members) {
  std::size_t digits = 0;
  for (std::size_t reach = 1; reach < members + 1; reach *= 10) ++digits;
  return multiplier * digits;
}

}  // namespace starling::actors
