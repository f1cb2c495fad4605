#include "actors/membership/rumours/member_table.hpp"

#include <algorithm>
#include <utility>

#include "actors/membership/rumours/suspicion_timeout.hpp"
#include "messages/types/random.hpp"

namespace starling::actors {

using messages::accusation;
using messages::member_id;
using messages::member_record;
using messages::time_point;

namespace {

/// The signature covers all the rest of the record.
std::uint64_t fingerprint(const known_member& m) {
  const auto& r = m.record;
  const std::uint64_t suspected = m.status == standing::suspect ? 1 : 0;
  return messages::mix(messages::mix(r.id.prefix() ^ messages::mix(2 * r.incarnation + suspected)) ^
                       r.signature.prefix());
}

/// Of two different records of one incarnation, which only a liar makes, all keep the same one.
bool newer(const member_record& a, const member_record& b) {
  return a.incarnation != b.incarnation ? a.incarnation > b.incarnation : a.signature > b.signature;
}

member_table::verdict refuse(membership_refusal why) {
  return {false, std::nullopt, why};
}

}  // namespace

member_table::member_table(const membership_options& options, const rumour_seal& seal,
                           member_record self)
    : options_(&options), seal_(&seal) {
  const auto id = self.id;
  self_ = &members_.emplace(id, known_member{std::move(self), standing::alive, {}, {}, {}})
               .first->second;
  count(*self_, true);
}

const known_member* member_table::find(const member_id& id) const {
  const auto at = members_.find(id);
  return at == members_.end() ? nullptr : &at->second;
}

void member_table::count(const known_member& m, bool in) {
  if (m.status == standing::dead) dead_ += in ? 1 : std::size_t(-1);
  if (!present(m.status)) return;
  present_ += in ? 1 : std::size_t(-1);
  const auto print = fingerprint(m);
  view_ += in ? print : 0 - print;
  views_[bucket_of(m.record.id)] += in ? print : 0 - print;
  ++version_;
}

void member_table::become(known_member& m, standing next, time_point now) {
  if (m.status == standing::suspect && next != standing::suspect) std::erase(suspects_, &m);
  if (next == standing::suspect && m.status != standing::suspect) suspects_.push_back(&m);
  if (next == m.status) return;
  if (!present(next)) departed_.push_back({m.record.id, now});
  count(m, false);
  m.status = next;
  m.since = now;
  count(m, true);
}

member_table::verdict member_table::hear(const member_record& record, time_point now) {
  const auto at = members_.find(record.id);
  if (at == members_.end()) return add(record, now);
  auto& m = at->second;
  if (&m == self_ || !newer(record, m.record)) return {};
  if (record.incarnation - m.record.incarnation > options_->incarnation_jump_max) {
    return refuse(membership_refusal::incarnation_jump);
  }
  if (!seal_->verify(record.id, statement(record), record.signature)) {
    return refuse(membership_refusal::bad_signature);
  }
  const auto before = m.status;
  replace(m, record, now);
  verdict v{true, std::nullopt, std::nullopt};
  if (m.status != before) v.change = {record.id, before, m.status};
  return v;
}

void member_table::replace(known_member& m, const member_record& record, time_point now) {
  const bool risen = record.incarnation > m.record.incarnation;
  const bool gone = record.status == messages::presence::left;
  count(m, false);
  m.record = record;
  if (risen) m.accusations.clear();
  count(m, true);
  if (risen || gone) become(m, after(m.status, gone ? turn::gone : turn::renewed), now);
}

member_table::verdict member_table::add(const member_record& record, time_point now) {
  if (record.status == messages::presence::left) return {};
  if (record.incarnation > options_->incarnation_jump_max) {
    return refuse(membership_refusal::incarnation_jump);
  }
  if (members_.size() >= options_->members_max) return refuse(membership_refusal::list_full);
  if (!seal_->verify(record.id, statement(record), record.signature)) {
    return refuse(membership_refusal::bad_signature);
  }
  trust(std::span(&record, 1), now);
  return {true, member_change{record.id, std::nullopt, standing::alive}, std::nullopt};
}

void member_table::trust(std::span<const member_record> records, time_point now) {
  for (const auto& r : records) {
    const auto [at, fresh] = members_.emplace(r.id, known_member{r, standing::alive, {}, now, {}});
    if (fresh) count(at->second, true);
  }
}

member_table::verdict member_table::hear(const accusation& charge, time_point now) {
  if (charge.accuser == charge.subject) return refuse(membership_refusal::self_accusation);
  const auto at = members_.find(charge.subject);
  if (at == members_.end()) return refuse(membership_refusal::unknown_subject);
  auto& m = at->second;
  if (charge.incarnation < m.record.incarnation || m.status == standing::left) return {};
  if (charge.incarnation > m.record.incarnation) return refuse(membership_refusal::not_yet);
  const bool known = std::any_of(m.accusations.begin(), m.accusations.end(),
                                 [&](const auto& a) { return a.accuser == charge.accuser; });
  if (known || m.accusations.size() >= accusers_max) return {};
  if (!members_.contains(charge.accuser)) return refuse(membership_refusal::unknown_accuser);
  if (!seal_->verify(charge.accuser, statement(charge), charge.signature)) {
    return refuse(membership_refusal::bad_signature);
  }
  if (&m == self_) return {true, std::nullopt, std::nullopt};  // for its owner to refute
  const auto before = m.status;
  m.accusations.push_back(charge);
  become(m, after(before, turn::accused), now);
  set_expiry(m);
  verdict v{true, std::nullopt, std::nullopt};
  if (m.status != before) v.change = {charge.subject, before, m.status};
  return v;
}

void member_table::set_expiry(known_member& m) const {
  m.expires = m.since + suspicion_timeout(*options_, present_, m.accusations.size());
}

void member_table::renew(member_record self, time_point now) {
  replace(*self_, self, now);
}

std::size_t member_table::accusers_needed(const known_member& m) const {
  return m.accusations.size() < 2 && small() ? 1 : 2;
}

/// Of a member that fewer than two accuse: whether there are not three others that count.
bool member_table::small() const {
  const auto accused = static_cast<std::size_t>(
      std::count_if(suspects_.begin(), suspects_.end(),
                    [](const known_member* s) { return s->accusations.size() >= 2; }));
  return present_ - 1 - accused < 3;
}

std::vector<member_change> member_table::wake(time_point now) {
  std::vector<member_change> changes;
  for (std::size_t i = 0; i < suspects_.size();) {
    auto& m = *suspects_[i];
    if (now < m.expires || m.accusations.size() < accusers_needed(m)) {
      ++i;
      continue;
    }
    become(m, after(m.status, turn::expired), now);  // leaves `suspects_`
    changes.push_back({m.record.id, standing::suspect, m.status});
  }
  forget(now, changes);
  return changes;
}

void member_table::forget(time_point now, std::vector<member_change>& changes) {
  while (!departed_.empty() && (now - departed_.front().when >= options_->forget_after ||
                                departed_.size() > options_->departed_max)) {
    const auto at = members_.find(departed_.front().who);
    const auto when = departed_.front().when;
    departed_.pop_front();
    if (at == members_.end() || present(at->second.status) || at->second.since > when ||
        &at->second == self_) {
      continue;  // it has come back since
    }
    changes.push_back({at->first, at->second.status, std::nullopt});
    count(at->second, false);
    members_.erase(at);
  }
}

std::optional<time_point> member_table::next_deadline() const {
  std::optional<time_point> first;
  if (!departed_.empty()) first = departed_.front().when + options_->forget_after;
  const bool one_suffices = small();
  for (const auto* m : suspects_) {
    if (m->accusations.size() < 2 && !one_suffices) continue;
    if (!first || m->expires < *first) first = m->expires;
  }
  return first;
}

void member_table::postpone(messages::duration slept) {
  for (auto* m : suspects_) {
    m->since += slept;
    m->expires += slept;
  }
}

}  // namespace starling::actors
