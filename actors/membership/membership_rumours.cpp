// What a member does with what it hears about members, and with each period.
#include <algorithm>
#include <utility>

#include "actors/membership/membership.hpp"

namespace starling::actors {

using messages::accusation;
using messages::member_id;
using messages::member_record;
using messages::rumour;
using messages::time_point;

namespace {

constexpr std::size_t dead_tried_max = 3;  // in one period

}  // namespace

void membership::take(const member_id& from, const std::vector<rumour>& rumours, bool gossip,
                      time_point now, membership_effects& out) {
  for (const auto& r : rumours) {
    std::visit([&](const auto& what) { take(from, what, gossip, now, out); }, r);
  }
}

void membership::take(const member_id& from, const member_record& record, bool gossip,
                      time_point now, membership_effects& out) {
  const auto& mine = table_.self().record;
  if (record.id == mine.id) {
    // A life before this one: only a later incarnation makes others forget it.
    if (record == mine || record.incarnation < mine.incarnation) return;
    if (!seal_->verify(record.id, statement(record), record.signature)) {
      return out.refused.push_back({from, membership_refusal::bad_signature});
    }
    return outdo(record.incarnation, now);
  }
  carry(from, record, gossip, table_.hear(record, now), now, out);
  const auto* known = table_.find(record.id);
  if (from == record.id && known != nullptr && known->record != record) {
    send(from, messages::news{{known->record}}, out);  // it does not know who it has been
  }
}

void membership::take(const member_id& from, const accusation& charge, bool gossip, time_point now,
                      membership_effects& out) {
  const auto v = table_.hear(charge, now);
  if (v.news && charge.subject == id()) {
    // One that was cut off itself says nothing about this member's health.
    if (table_.find(charge.accuser)->status == standing::alive) prober_.health().refuted();
    outdo(charge.incarnation, now);
    return send(from, messages::news{{table_.self().record}}, out);
  }
  carry(from, charge, gossip, v, now, out);
  // Found by comparing lists, after a partition: whoever is accused is told at once.
  const bool first = v.news && table_.find(charge.subject)->accusations.size() == 1;
  if (first && !gossip) send(charge.subject, messages::news{{charge}}, out);
}

void membership::carry(const member_id& from, const rumour& what, bool gossip,
                       const member_table::verdict& v, time_point now, membership_effects& out) {
  if (v.refused) out.refused.push_back({from, *v.refused});
  // What was asked for about strangers, others knew before.
  const bool stranger = v.change && !v.change->before;
  if (v.news && !(stranger && !gossip) && !settled(what)) rumours_.add(what);
  if (v.change) note(*v.change, now, out);
}

/// Whether nothing depends on it any more: enough others accuse the same one.
bool membership::settled(const rumour& what) const {
  const auto* charge = std::get_if<accusation>(&what);
  return charge != nullptr &&
         table_.find(charge->subject)->accusations.size() > options_.confirmations + 1;
}

void membership::outdo(std::uint64_t heard, time_point now) {
  auto next = table_.self().record;
  next.incarnation = std::max(heard, next.incarnation) + 1;
  table_.renew(sealed(std::move(next), *seal_), now);
  rumours_.add(table_.self().record);
}

void membership::note(const member_change& change, time_point now, membership_effects& out) {
  out.changes.push_back(change);
  const bool was = change.before && present(*change.before);
  const bool is = change.after && present(*change.after);
  if (is && !was) order_.insert(change.who);
  if (was && !is) order_.remove(change.who);
  if (change.before == standing::dead) dead_.remove(change.who);
  if (change.after == standing::dead) dead_.insert(change.who);
  if (change.before == standing::dead && is) {
    stirred_until_ = now + options_.stirred_for;
    next_compare_ = std::min(next_compare_, std::max(now, compared_ + options_.period / 10));
    compare_with(change.who, ~table_.view(), now, out);
  }
}

void membership::tick(time_point now, membership_effects& out) {
  next_period_ = now + prober_.health().scaled(options_.period);
  if (prober_.at() == prober::stage::idle) probe(now, out);
  try_the_dead(out);
  if (order_.size() == 0) {
    ping_seeds(true, out);
  } else if (now >= next_seeds_) {
    next_seeds_ = now + compare_interval();
    ping_seeds(false, out);
  }
}

void membership::probe(time_point now, membership_effects& out) {
  const auto subject = order_.next();
  if (!subject) return;
  probed_incarnation_ = table_.find(*subject)->record.incarnation;
  send_ping(*subject, prober_.begin(*subject, now), out);
}

void membership::go_on(prober::action due, time_point now, membership_effects& out) {
  switch (due) {
    case prober::action::nothing:
      return;
    case prober::action::ping:
      return send_ping(prober_.subject(), prober_.sequence(), out);
    case prober::action::ask_others: {
      const auto relays = order_.draw(options_.relays, prober_.subject());
      prober_.asked(relays);
      for (const auto& relay : relays) {
        send(relay,
             messages::ping_request{prober_.sequence(), prober_.subject(),
                                    rumours_for(relay, false)},
             out);
      }
      return;
    }
    case prober::action::accuse:
      return accuse(now, out);
  }
}

void membership::accuse(time_point now, membership_effects& out) {
  const auto* m = table_.find(prober_.subject());
  // It may have left meanwhile, or announced that it is alive.
  if (m == nullptr || !present(m->status) || m->record.incarnation != probed_incarnation_) return;
  const auto charge = sealed(accusation{m->record.id, id(), m->record.incarnation, {}}, *seal_);
  carry(id(), charge, true, table_.hear(charge, now), now, out);
  send(charge.subject, messages::news{{charge}}, out);  // so that it can object at once
}

/// As often as it takes for each of the dead to be tried once in a period by one of those alive.
void membership::try_the_dead(membership_effects& out) {
  const double share = static_cast<double>(table_.dead_count()) /
                       static_cast<double>(std::max<std::size_t>(1, table_.present_count()));
  auto tries = static_cast<std::size_t>(share);
  if (random_.uniform() < share - static_cast<double>(tries)) ++tries;
  for (std::size_t i = 0; i < std::min({tries, dead_tried_max, dead_.size()}); ++i) {
    if (const auto who = dead_.next()) send_ping(*who, prober_.next_sequence(), out);
  }
}

/// `all`: whoever they are; else one that no present member lives at.
void membership::ping_seeds(bool all, membership_effects& out) {
  std::vector<std::string> open;
  for (const auto& seed : options_.seeds) {
    const auto lives = [&](const auto& entry) {
      return present(entry.second.status) && entry.second.record.address == seed;
    };
    const auto& known = table_.all();
    if (std::none_of(known.begin(), known.end(), lives)) open.push_back(seed);
  }
  if (!all && open.size() > 1) {
    open = {open[static_cast<std::size_t>(random_.below(open.size()))]};
  }
  for (auto& seed : open) {
    messages::ping hello{prober_.next_sequence(), table_.view(), {table_.self().record}};
    out.letters.push_back({{}, std::move(seed), std::move(hello)});
  }
}

}  // namespace starling::actors
