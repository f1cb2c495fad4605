#include "actors/membership/rumours/list_comparison.hpp"

#include <algorithm>
#include <utility>

#include "messages/codec/encoded_size.hpp"

namespace starling::actors {

using messages::list_part;
using messages::listed_member;
using messages::member_id;
using messages::rumour;

namespace {

constexpr std::uint64_t bucket_bits = 58;  // of a prefix below those that name the bucket
constexpr std::size_t part_head_bytes = 32;
constexpr std::size_t rumours_head_bytes = 8;

member_id first_with(std::uint64_t prefix) {
  member_id id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(prefix >> (56 - 8 * i));
  }
  return id;
}

listed_member listed(const known_member& m) {
  return {m.record.id.prefix(), m.record.incarnation,
          static_cast<std::uint8_t>(m.accusations.size()), present(m.status)};
}

/// Calls `visit` with each member from one prefix to the other, ascending.
template <class Visit>
void each_between(const member_table& table, std::uint64_t first, std::uint64_t last,
                  Visit&& visit) {
  const auto& all = table.all();
  for (auto at = all.lower_bound(first_with(first)); at != all.end(); ++at) {
    if (at->first.prefix() > last) return;
    visit(at->second);
  }
}

void add_parts(const member_table& table, std::uint64_t first, std::uint64_t last,
               std::vector<list_part>& parts) {
  list_part part{first, last, {}, {}};
  std::size_t bytes = part_head_bytes;
  each_between(table, first, last, [&](const known_member& m) {
    const auto entry = listed(m);
    const auto size = messages::encoded_size(entry);
    if (bytes + size > messages::membership_bytes_max && entry.prefix > part.first) {
      part.last = entry.prefix - 1;
      parts.push_back(std::exchange(part, list_part{entry.prefix, last, {}, {}}));
      bytes = part_head_bytes;
    }
    bytes += size;
    part.members.push_back(entry);
  });
  parts.push_back(std::move(part));
}

void tell(const known_member& m, bool record, std::vector<rumour>& into) {
  if (record) into.emplace_back(m.record);
  into.insert(into.end(), m.accusations.begin(), m.accusations.end());
}

}  // namespace

std::vector<list_part> differing_parts(const member_table& table,
                                       std::span<const std::uint64_t> theirs) {
  std::vector<list_part> parts;
  const auto& ours = table.views();
  for (std::size_t i = 0; i < ours.size() && parts.size() < list_parts_max; ++i) {
    if (ours[i] == theirs[i]) continue;
    std::size_t end = i + 1;
    while (end < ours.size() && ours[end] != theirs[end]) ++end;
    add_parts(table, i << bucket_bits, (end << bucket_bits) - 1, parts);
    i = end;
  }
  if (parts.size() > list_parts_max) parts.resize(list_parts_max);
  return parts;
}

list_difference difference(const member_table& table, const list_part& theirs) {
  list_difference d;
  auto listed_there = theirs.members;
  std::sort(listed_there.begin(), listed_there.end(),
            [](const auto& a, const auto& b) { return a.prefix < b.prefix; });
  auto at = listed_there.begin();
  const auto stranger = [&] {
    if (at->present) d.to_ask.push_back(at->prefix);
    ++at;
  };
  const auto compare = [&](const known_member& m) {
    const auto ours = listed(m);
    while (at != listed_there.end() && at->prefix < ours.prefix) stranger();
    if (at == listed_there.end() || at->prefix != ours.prefix) {
      if (ours.present) tell(m, true, d.to_tell);
      return;
    }
    const auto& there = *at++;
    if (ours.incarnation != there.incarnation) {
      if (ours.incarnation > there.incarnation)
        tell(m, true, d.to_tell);
      else
        d.to_ask.push_back(ours.prefix);
    } else if (ours.accusers != there.accusers) {
      if (ours.accusers > there.accusers)
        tell(m, false, d.to_tell);
      else
        d.to_ask.push_back(ours.prefix);
    }
  };
  if (theirs.first <= theirs.last) each_between(table, theirs.first, theirs.last, compare);
  while (at != listed_there.end()) stranger();
  if (d.to_tell.size() > rumours_told_max) d.to_tell.resize(rumours_told_max);
  return d;
}

std::vector<rumour> known_about(const member_table& table,
                                std::span<const std::uint64_t> prefixes) {
  std::vector<rumour> all;
  for (const auto prefix : prefixes) {
    if (all.size() >= rumours_told_max) break;
    each_between(table, prefix, prefix, [&](const known_member& m) { tell(m, true, all); });
  }
  if (all.size() > rumours_told_max) all.resize(rumours_told_max);
  return all;
}

std::vector<messages::news> in_messages(std::vector<rumour> rumours) {
  std::vector<messages::news> all;
  std::size_t bytes = 0;
  for (auto& r : rumours) {
    const auto size = messages::encoded_size(r);
    if (all.empty() || bytes + size > messages::membership_bytes_max ||
        all.back().rumours.size() >= messages::rumours_max) {
      all.emplace_back();
      bytes = rumours_head_bytes;
    }
    bytes += size;
    all.back().rumours.push_back(std::move(r));
  }
  return all;
}

}  // namespace starling::actors
