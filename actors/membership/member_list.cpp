#include "actors/membership/member_list.hpp"

#include <algorithm>
#include <map>

#include "messages/types/content_hash.hpp"

namespace starling::actors {

using messages::member_id;
using messages::node_id;

member_list::member_list(const member_table& table) : version_(table.version()) {
  members_.reserve(table.present_count());
  for (const auto& [id, m] : table.all()) {
    if (present(m.status)) members_.push_back({m.record, m.status == standing::suspect});
  }
}

std::string member_list::digest() const {
  messages::content_hash hash;
  for (const auto& m : members_) {
    hash.add(std::as_bytes(std::span(m.record.id.bytes)));
    hash.add(m.record.incarnation);
  }
  return hash.hex();
}

std::vector<std::optional<node_id>> member_list::derive(std::span<const member_id> roster) const {
  std::map<member_id, node_id> places;
  for (std::uint32_t i = 0; i < roster.size(); ++i) places.emplace(roster[i], node_id{i});
  std::vector<std::optional<node_id>> derived;
  for (const auto& m : members_) {
    const auto at = places.find(m.record.id);
    derived.push_back(at == places.end() ? std::nullopt : std::optional(at->second));
  }
  return derived;
}

std::vector<node_id> member_list::reachable(std::span<const member_id> roster) const {
  const auto derived = derive(roster);
  std::vector<node_id> ids;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (derived[i] && !members_[i].suspect) ids.push_back(*derived[i]);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace starling::actors
