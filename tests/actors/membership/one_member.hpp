#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "actors/membership/membership.hpp"
#include "tests/actors/membership/people.hpp"

namespace people {

/// Member 0, alone with the test; the others are what the test says for them.
struct one_member {
  explicit one_member(std::uint8_t members, membership_options options = {}, std::uint64_t s = 1)
      : own(seal(0)), core(std::move(options), own, record(0), s) {
    if (members > 1) core.trust(records(1, static_cast<std::uint8_t>(members - 1)), at(0s));
    core.start(at(0s), out);
  }
  void hear(std::uint8_t from, const messages::membership_message& what, time_point now) {
    core.hear(id(from), what, now, out);
  }
  /// Wakes it as often as it wants up to then.
  void run_until(time_point end) {
    while (core.next_deadline() && *core.next_deadline() <= end) {
      core.wake(*core.next_deadline(), out);
    }
  }
  /// Wakes it until it sends its first ping; returns when.
  time_point first_ping() {
    for (out.letters.clear(); out.letters.empty();) core.wake(*core.next_deadline(), out);
    return *core.next_deadline() - membership_options{}.ping_timeout;
  }
  /// What it has said of this kind since it was last asked; all else is forgotten.
  template <class T>
  std::vector<std::pair<member_id, T>> said() {
    std::vector<std::pair<member_id, T>> found;
    for (const auto& l : out.letters) {
      if (const auto* m = std::get_if<T>(&l.what)) found.emplace_back(l.to, *m);
    }
    out.letters.clear();
    return found;
  }
  [[nodiscard]] standing of(std::uint8_t who) const { return core.table().find(id(who))->status; }
  [[nodiscard]] const member_record& self() const { return core.table().self().record; }
  [[nodiscard]] std::optional<membership_refusal> refused() {
    const auto why = out.refused.empty() ? std::nullopt : std::optional(out.refused.back().why);
    out.refused.clear();
    return why;
  }

  deploy::simulated_seal own;
  actors::membership_effects out;
  actors::membership core;
};

template <class T>
bool holds(const std::vector<rumour>& rumours, const T& what) {
  return std::find(rumours.begin(), rumours.end(), rumour(what)) != rumours.end();
}

}  // namespace people
