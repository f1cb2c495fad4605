#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actors/membership/member_list.hpp"
#include "actors/membership/membership_effects.hpp"
#include "actors/membership/membership_options.hpp"
#include "actors/membership/probing/probe_order.hpp"
#include "actors/membership/probing/prober.hpp"
#include "actors/membership/probing/relay_duty.hpp"
#include "actors/membership/rumours/member_table.hpp"
#include "actors/membership/rumours/rumour_queue.hpp"
#include "messages/types/random.hpp"

namespace starling::actors {

/// Who is a member, as one of them sees it: SWIM with suspicion and Lifeguard, where each rumour is
/// signed by whoever it is from, and a death needs two accusers.
///
/// Pure: the owner feeds it messages and the time, and carries out the effects. A message must come
/// with the id of whoever sealed its envelope. Not thread-safe.
///
/// Cost:  per period a ping and an answer, a lookup in O(log n); memory O(n).
/// Paper: Das, Gupta, Motivala, "SWIM", DSN 2002; Dadgar, Phillips, Currey, "Lifeguard", DSN-W
///        2018.
class membership {
 public:
  /// `self` needs no signature. `seal` must outlive it. The same seed draws the same order of
  /// probes.
  membership(membership_options options, const rumour_seal& seal, messages::member_record self,
             std::uint64_t seed);
  membership(const membership&) = delete;
  membership& operator=(const membership&) = delete;

  /// Members that are known from elsewhere, such as a roster, before `start`.
  void trust(std::span<const messages::member_record> records, messages::time_point now);
  void start(messages::time_point now, membership_effects& out);
  void hear(const messages::member_id& from, const messages::membership_message& what,
            messages::time_point now, membership_effects& out);
  /// Whenever `next_deadline` has passed.
  void wake(messages::time_point now, membership_effects& out);
  /// Says goodbye; from then on it does nothing.
  void leave(messages::time_point now, membership_effects& out);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const { return armed_; }

  [[nodiscard]] const member_table& table() const { return table_; }
  [[nodiscard]] member_list list() const { return member_list(table_); }
  /// Whether what it hears, or does not, says that its own link is bad: then it should not lead,
  /// whomever it still holds for alive.
  [[nodiscard]] bool cut_off() const { return prober_.health().bad(); }
  [[nodiscard]] const local_health& health() const { return prober_.health(); }
  [[nodiscard]] const messages::member_id& id() const { return table_.self().record.id; }

 private:
  void on(const messages::member_id& from, const messages::ping& m, messages::time_point now,
          membership_effects& out);
  void on(const messages::member_id& from, const messages::ping_request& m,
          messages::time_point now, membership_effects& out);
  void on(const messages::member_id& from, const messages::ack& m, messages::time_point now,
          membership_effects& out);
  void on(const messages::member_id& from, const messages::nack& m, messages::time_point now,
          membership_effects& out);
  void on(const messages::member_id& from, const messages::news& m, messages::time_point now,
          membership_effects& out);
  void on(const messages::member_id& from, const messages::compare_lists& m,
          messages::time_point now, membership_effects& out);
  void on(const messages::member_id& from, const messages::list_part& m, messages::time_point now,
          membership_effects& out);

  void take(const messages::member_id& from, const std::vector<messages::rumour>& rumours,
            bool gossip, messages::time_point now, membership_effects& out);
  void take(const messages::member_id& from, const messages::member_record& record, bool gossip,
            messages::time_point now, membership_effects& out);
  void take(const messages::member_id& from, const messages::accusation& charge, bool gossip,
            messages::time_point now, membership_effects& out);
  void carry(const messages::member_id& from, const messages::rumour& what, bool gossip,
             const member_table::verdict& v, messages::time_point now, membership_effects& out);
  [[nodiscard]] bool settled(const messages::rumour& what) const;
  /// Announces a later incarnation than `heard`.
  void outdo(std::uint64_t heard, messages::time_point now);
  void note(const member_change& change, messages::time_point now, membership_effects& out);

  void tick(messages::time_point now, membership_effects& out);
  void probe(messages::time_point now, membership_effects& out);
  void go_on(prober::action due, messages::time_point now, membership_effects& out);
  void accuse(messages::time_point now, membership_effects& out);
  void try_the_dead(membership_effects& out);
  void ping_seeds(bool all, membership_effects& out);
  void compare_with(const messages::member_id& peer, std::uint64_t view, messages::time_point now,
                    membership_effects& out);
  [[nodiscard]] messages::duration compare_interval() const;
  void notice_sleep(messages::time_point now);
  void arm(messages::time_point now);

  void send(const messages::member_id& to, messages::membership_message what,
            membership_effects& out) const;
  void send_ping(const messages::member_id& to, std::uint32_t sequence, membership_effects& out);
  /// What `to` must know first, then what still waits to be sent along.
  std::vector<messages::rumour> rumours_for(const messages::member_id& to, bool introduce);

  membership_options options_;
  const rumour_seal* seal_;
  messages::random_source random_;
  member_table table_;
  prober prober_;
  relay_duty relaying_;
  probe_order order_;  ///< All present members but oneself.
  probe_order dead_;   ///< To try now and then.
  rumour_queue rumours_;
  std::uint64_t probed_incarnation_ = 0;
  messages::time_point next_period_;
  messages::time_point next_compare_;
  messages::time_point compared_;  ///< When lists were last compared.
  messages::time_point next_seeds_;
  messages::time_point stirred_until_;  ///< Lists are compared each period until then.
  std::optional<messages::time_point> armed_;
};

}  // namespace starling::actors
