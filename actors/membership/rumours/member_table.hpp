#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "actors/membership/membership_options.hpp"
#include "actors/membership/rumours/membership_refusal.hpp"
#include "actors/membership/rumours/rumour_seal.hpp"
#include "actors/membership/rumours/standing.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// A list of accusers is cut here: so many are more than enough.
inline constexpr std::size_t accusers_max = 4;

/// One other, or oneself, as this member knows it.
struct known_member {
  messages::member_record record;
  standing status = standing::alive;
  std::vector<messages::accusation> accusations;  ///< Of this incarnation, each of another accuser.
  messages::time_point since;                     ///< When `status` became what it is.
  messages::time_point expires;                   ///< Of a suspect.
};

/// What has become of a member.
struct member_change {
  messages::member_id who;
  std::optional<standing> before;  ///< None: it was not known.
  std::optional<standing> after;   ///< None: it has been forgotten.
  bool operator==(const member_change&) const = default;
};

/// All that one member holds true about members, itself included, and the rules by which a rumour
/// changes it.
///
/// A record counts when its subject has signed it and it is newer; an accusation when its accuser
/// has signed it and it is about the incarnation that is known here. A suspect whose time is up is
/// dead where two have accused it, or one where there are not three others: then one liar
/// alone evicts nobody. Others count for this as long as fewer than two accuse them.
class member_table {
 public:
  /// `options` and `seal` must outlive it.
  member_table(const membership_options& options, const rumour_seal& seal,
               messages::member_record self);

  struct verdict {
    bool news = false;  ///< It has changed something: others may not know it either.
    std::optional<member_change> change;
    std::optional<membership_refusal> refused;
  };
  verdict hear(const messages::member_record& record, messages::time_point now);
  verdict hear(const messages::accusation& charge, messages::time_point now);
  /// One's own record, signed; it must have a higher incarnation.
  void renew(messages::member_record self, messages::time_point now);
  /// Those that are known from elsewhere, without a look at their signatures.
  void trust(std::span<const messages::member_record> records, messages::time_point now);

  /// Declares dead whose time is up, and forgets whom it is time to forget.
  std::vector<member_change> wake(messages::time_point now);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;
  /// After a sleep: the time in which nothing could be heard does not count against suspects.
  void postpone(messages::duration slept);

  [[nodiscard]] const known_member* find(const messages::member_id& id) const;
  [[nodiscard]] const known_member& self() const { return *self_; }
  /// Ascending by id.
  [[nodiscard]] const std::map<messages::member_id, known_member>& all() const { return members_; }
  /// How many are alive or suspects, oneself included.
  [[nodiscard]] std::size_t present_count() const { return present_; }
  [[nodiscard]] std::size_t dead_count() const { return dead_; }
  /// How many accusers `m` needs before it can be declared dead: 2, or 1 in a small swarm.
  [[nodiscard]] std::size_t accusers_needed(const known_member& m) const;

  /// Equal for tables with the same present members in the same incarnations, the same of them
  /// suspected, and else not, as far as 64 bits go.
  [[nodiscard]] std::uint64_t view() const { return view_; }
  [[nodiscard]] const std::array<std::uint64_t, messages::buckets>& views() const { return views_; }
  [[nodiscard]] static std::size_t bucket_of(const messages::member_id& id) {
    return id.bytes[0] >> 2U;
  }
  [[nodiscard]] static std::size_t bucket_of(std::uint64_t prefix) { return prefix >> 58U; }
  /// Counts all changes of who is present, and of their records.
  [[nodiscard]] std::uint64_t version() const { return version_; }

 private:
  struct departure {
    messages::member_id who;
    messages::time_point when;
  };

  verdict add(const messages::member_record& record, messages::time_point now);
  void replace(known_member& m, const messages::member_record& record, messages::time_point now);
  void become(known_member& m, standing next, messages::time_point now);
  void count(const known_member& m, bool in);
  void forget(messages::time_point now, std::vector<member_change>& changes);
  void set_expiry(known_member& m) const;
  [[nodiscard]] bool small() const;

  const membership_options* options_;
  const rumour_seal* seal_;
  std::map<messages::member_id, known_member> members_;
  known_member* self_;
  std::vector<known_member*> suspects_;  // in the order they came
  std::deque<departure> departed_;       // the first first; some may have come back since
  std::size_t present_ = 0;
  std::size_t dead_ = 0;
  std::uint64_t view_ = 0;
  std::uint64_t version_ = 0;
  std::array<std::uint64_t, messages::buckets> views_{};
};

}  // namespace starling::actors
