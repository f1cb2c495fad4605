#include "actors/membership/membership.hpp"

#include <algorithm>
#include <utility>

#include "actors/membership/rumours/list_comparison.hpp"
#include "actors/membership/rumours/message_limits.hpp"
#include "messages/codec/encoded_size.hpp"

namespace starling::actors {

using messages::accusation;
using messages::member_id;
using messages::member_record;
using messages::rumour;
using messages::time_point;

namespace {

/// The largest ping without its rumours: index, sequence, view, the list's head, a relay's subject.
constexpr std::size_t fixed_bytes_max = 64;
/// In one part of a list: more is to come.
constexpr std::size_t many_differences = 8;
/// Of the accusations of one member, as many as it takes.
constexpr std::size_t accusations_told = 2;

}  // namespace

membership::membership(membership_options options, const rumour_seal& seal, member_record self,
                       std::uint64_t seed)
    : options_(std::move(options)),
      seal_(&seal),
      random_(messages::substream(seed, "membership")),
      table_(options_, seal, sealed(std::move(self), seal)),
      prober_(options_),
      relaying_(options_),
      order_(messages::substream(seed, "probes")),
      dead_(messages::substream(seed, "the dead")),
      rumours_(options_.rumours_kept_max) {}

void membership::trust(std::span<const member_record> records, time_point now) {
  std::vector<member_id> fresh;
  for (const auto& r : records) {
    if (table_.find(r.id) == nullptr) fresh.push_back(r.id);
  }
  table_.trust(records, now);
  order_.insert_all(std::move(fresh));
}

void membership::start(time_point now, membership_effects& out) {
  const auto period = static_cast<std::uint64_t>(options_.period.count());
  next_period_ = now + messages::duration(random_.below(std::max<std::uint64_t>(period, 1)));
  next_compare_ = now;
  compared_ = now - options_.period;
  next_seeds_ = now + options_.period;
  stirred_until_ = now + options_.stirred_for;
  rumours_.add(table_.self().record);
  ping_seeds(true, out);
  arm(now);
}

void membership::hear(const member_id& from, const messages::membership_message& what,
                      time_point now, membership_effects& out) {
  if (table_.self().status == standing::left) return;
  notice_sleep(now);
  if (from == id()) {
    out.refused.push_back({from, membership_refusal::from_oneself});
  } else if (!within_limits(what)) {
    out.refused.push_back({from, membership_refusal::malformed});
  } else {
    std::visit([&](const auto& m) { on(from, m, now, out); }, what);
  }
  arm(now);
}

void membership::wake(time_point now, membership_effects& out) {
  if (table_.self().status == standing::left) return;
  notice_sleep(now);
  go_on(prober_.wake(now), now, out);
  for (const auto& a : relaying_.wake(now)) send(a.to, messages::nack{a.sequence}, out);
  for (const auto& change : table_.wake(now)) note(change, now, out);
  if (now >= next_period_) tick(now, out);
  arm(now);
}

void membership::leave(time_point now, membership_effects& out) {
  auto last = table_.self().record;
  ++last.incarnation;
  last.status = messages::presence::left;
  last = sealed(std::move(last), *seal_);
  table_.renew(last, now);
  const auto told = retransmissions(options_.retransmit_multiplier, table_.present_count());
  for (const auto& peer : order_.draw(told, id())) send(peer, messages::news{{last}}, out);
  armed_ = std::nullopt;
}

void membership::on(const member_id& from, const messages::ping& m, time_point now,
                    membership_effects& out) {
  take(from, m.rumours, true, now, out);
  // Whoever introduces itself may know nobody, though it is known from a former life.
  const bool introduced = std::any_of(m.rumours.begin(), m.rumours.end(), [&](const rumour& r) {
    const auto* record = std::get_if<member_record>(&r);
    return record != nullptr && record->id == from;
  });
  send(from, messages::ack{m.sequence, table_.view(), rumours_for(from, introduced)}, out);
  compare_with(from, m.view, now, out);
}

void membership::on(const member_id& from, const messages::ping_request& m, time_point now,
                    membership_effects& out) {
  if (table_.find(from) == nullptr) {
    return out.refused.push_back({from, membership_refusal::unknown_sender});
  }
  take(from, m.rumours, true, now, out);
  if (m.subject == id() || table_.find(m.subject) == nullptr) {
    return out.refused.push_back({from, membership_refusal::unknown_subject});
  }
  const auto own = prober_.next_sequence();
  if (!relaying_.accept(from, m.sequence, m.subject, own, now)) {
    return out.refused.push_back({from, membership_refusal::relay_busy});
  }
  send_ping(m.subject, own, out);
}

void membership::on(const member_id& from, const messages::ack& m, time_point now,
                    membership_effects& out) {
  take(from, m.rumours, true, now, out);
  if (!prober_.hear_ack(from, m.sequence)) {
    if (const auto whom = relaying_.hear_ack(from, m.sequence)) {
      send(whom->to, messages::ack{whom->sequence, table_.view(), rumours_for(whom->to, false)},
           out);
    }
  }
  compare_with(from, m.view, now, out);
}

void membership::on(const member_id& from, const messages::nack& m, time_point,
                    membership_effects&) {
  prober_.hear_nack(from, m.sequence);
}

void membership::on(const member_id& from, const messages::news& m, time_point now,
                    membership_effects& out) {
  take(from, m.rumours, false, now, out);
}

void membership::on(const member_id& from, const messages::compare_lists& m, time_point,
                    membership_effects& out) {
  if (table_.find(from) == nullptr) {
    return out.refused.push_back({from, membership_refusal::unknown_sender});
  }
  for (auto& part : differing_parts(table_, m.views)) send(from, std::move(part), out);
}

void membership::on(const member_id& from, const messages::list_part& m, time_point now,
                    membership_effects& out) {
  if (table_.find(from) == nullptr) {
    return out.refused.push_back({from, membership_refusal::unknown_sender});
  }
  auto found = difference(table_, m);
  if (found.to_ask.size() + found.to_tell.size() >= many_differences) {
    stirred_until_ = now + options_.stirred_for;
  }
  if (!found.to_ask.empty()) send(from, messages::list_part{1, 0, {}, found.to_ask}, out);
  auto told = known_about(table_, m.wanted);
  told.insert(told.end(), found.to_tell.begin(), found.to_tell.end());
  for (auto& message : in_messages(std::move(told))) send(from, std::move(message), out);
}

void membership::compare_with(const member_id& peer, std::uint64_t view, time_point now,
                              membership_effects& out) {
  if (view == table_.view() || now < next_compare_ || table_.find(peer) == nullptr) return;
  compared_ = now;
  next_compare_ = now + (now < stirred_until_ ? options_.period / 10 : compare_interval());
  const auto& views = table_.views();
  send(peer, messages::compare_lists{{views.begin(), views.end()}}, out);
}

/// Longer in a large swarm, where somebody is nearly always under suspicion: twice as long for 64,
/// three times for 128.
messages::duration membership::compare_interval() const {
  messages::duration::rep factor = 1;
  for (std::size_t n = table_.present_count(); n > 32; n = (n + 1) / 2) ++factor;
  return factor * options_.compare_interval;
}

void membership::notice_sleep(time_point now) {
  if (!armed_ || now - *armed_ <= options_.ping_timeout) return;
  table_.postpone(now - *armed_);
  prober_.abandon();
  armed_ = now;
}

void membership::arm(time_point now) {
  armed_ = next_period_;
  for (const auto& t :
       {prober_.next_deadline(), relaying_.next_deadline(), table_.next_deadline()}) {
    // A further accuser may shorten a wait until it is over: that is no sleep.
    if (t && *t < *armed_) armed_ = std::max(*t, now);
  }
}

void membership::send(const member_id& to, messages::membership_message what,
                      membership_effects& out) const {
  const auto* m = table_.find(to);
  out.letters.push_back({to, m == nullptr ? std::string() : m->record.address, std::move(what)});
}

void membership::send_ping(const member_id& to, std::uint32_t sequence, membership_effects& out) {
  const auto* m = table_.find(to);
  const bool forgotten = m != nullptr && m->status == standing::dead;
  send(to, messages::ping{sequence, table_.view(), rumours_for(to, forgotten)}, out);
}

std::vector<rumour> membership::rumours_for(const member_id& to, bool introduce) {
  std::vector<rumour> first;
  if (introduce) first.emplace_back(table_.self().record);
  if (const auto* m = table_.find(to)) {
    const auto count = std::min(accusations_told, m->accusations.size());
    first.insert(first.end(), m->accusations.begin(),
                 m->accusations.begin() + static_cast<std::ptrdiff_t>(count));
  }
  if (rumours_.empty()) return first;
  std::size_t used = fixed_bytes_max;
  for (const auto& r : first) used += messages::encoded_size(r);
  rumours_.take(first, messages::membership_bytes_max - used,
                retransmissions(options_.retransmit_multiplier, table_.present_count()));
  return first;
}

}  // namespace starling::actors
