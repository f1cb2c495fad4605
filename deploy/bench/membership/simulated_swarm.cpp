#include "deploy/bench/membership/simulated_swarm.hpp"

#include <algorithm>
#include <utility>

#include "messages/codec/encoded_size.hpp"

namespace starling::deploy {

using messages::time_point;

namespace {

constexpr std::uint32_t timer = 0xffffffff;

messages::member_id drawn_id(std::uint64_t seed, std::size_t who) {
  messages::random_source random(messages::substream(seed, "member", who));
  messages::member_id id;
  for (auto& b : id.bytes) b = static_cast<std::uint8_t>(random() >> 56U);
  return id;
}

std::string address_of(std::size_t who) {
  return "member-" + std::to_string(who);
}

}  // namespace

simulated_swarm::simulated_swarm(swarm_conditions conditions)
    : conditions_(std::move(conditions)),
      random_(messages::substream(conditions_.seed, "network")),
      members_(conditions_.members) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto& m = members_[i];
    m.id = drawn_id(conditions_.seed, i);
    m.seal = std::make_unique<simulated_seal>(m.id);
    by_prefix_.emplace(m.id.prefix(), i);
    by_address_.emplace(address_of(i), i);
    messages::member_record record{m.id, std::to_string(i), address_of(i), 0, {}, 0, {}};
    records_.push_back(actors::sealed(std::move(record), *m.seal));
  }
  for (std::size_t i = 0; i < members_.size(); ++i) make(i, conditions_.acquainted);
}

void simulated_swarm::make(std::size_t who, bool acquainted) {
  auto& m = members_[who];
  auto options = conditions_.options;
  if (!acquainted) {
    for (std::size_t seed = 0; seed < size() && options.seeds.empty(); ++seed) {
      if (seed != who && running(seed)) options.seeds = {address_of(seed)};
    }
    if (who == 0 && now_ == time_point{}) options.seeds.clear();
  }
  m.core = std::make_unique<actors::membership>(
      std::move(options), *m.seal, records_[who],
      messages::substream(conditions_.seed, "core", who, now_.time_since_epoch().count()));
  if (acquainted) m.core->trust(records_, now_);
  m.core->start(now_, effects_);
  carry_out(who, effects_);
}

void simulated_swarm::run_for(messages::duration span) {
  const auto end = now_ + span;
  while (!queue_.empty() && queue_.top().when <= end) {
    const auto e = queue_.top();
    queue_.pop();
    now_ = std::max(now_, e.when);
    step(e);
  }
  now_ = end;
}

bool simulated_swarm::run_until(const std::function<bool()>& done, messages::duration limit) {
  const auto end = now_ + limit;
  while (now_ < end) {
    if (done()) return true;
    run_for(std::chrono::milliseconds(100));
  }
  return done();
}

void simulated_swarm::step(const event& e) {
  auto& m = members_[e.to];
  if (e.letter == timer && e.when == m.queued) m.queued = time_point::max();
  if (now_ < m.frozen_until && !m.crashed) return push(m.frozen_until, e.to, e.letter);
  if (e.letter != timer) {
    auto letter = std::move(letters_[e.letter]);
    free_letters_.push_back(e.letter);
    if (m.crashed) return;
    m.core->hear(members_[letter.from].id, letter.what, now_, effects_);
  } else if (!m.crashed) {
    const auto due = m.core->next_deadline();
    if (due && *due <= now_) m.core->wake(now_, effects_);
  }
  carry_out(e.to, effects_);
}

void simulated_swarm::carry_out(std::size_t who, actors::membership_effects& out) {
  auto todo = std::exchange(out, {});
  for (auto& letter : todo.letters) {
    const auto by_id = by_prefix_.find(letter.to.prefix());
    const auto by_address = by_address_.find(letter.address);
    if (by_id != by_prefix_.end()) {
      say(who, by_id->second, std::move(letter.what));
    } else if (by_address != by_address_.end()) {
      say(who, by_address->second, std::move(letter.what));
    }
  }
  refused_ += todo.refused.size();
  if (on_change) {
    for (const auto& change : todo.changes) on_change(who, change);
  }
  todo.clear();
  if (out.letters.capacity() == 0) out = std::move(todo);
  arm(who);
}

void simulated_swarm::say(std::size_t from, std::size_t to, messages::membership_message what) {
  if (on_send && !on_send(from, to, what)) return;
  ++sent_;
  if (count_bytes) bytes_ += messages::encoded_size(what);
  trace_ = messages::mix(
      trace_ ^ messages::substream(static_cast<std::uint64_t>(now_.time_since_epoch().count()),
                                   "sent", from, to, what.index()));
  const bool lost = random_.uniform() < conditions_.loss;
  const auto spread = (conditions_.latency_max - conditions_.latency_min).count() + 1;
  const auto latency = conditions_.latency_min +
                       messages::duration(random_.below(static_cast<std::uint64_t>(spread)));
  if (lost || (cut_ && cut_(from, to))) return;
  if (free_letters_.empty()) {
    free_letters_.push_back(static_cast<std::uint32_t>(letters_.size()));
    letters_.emplace_back();
  }
  const auto slot = free_letters_.back();
  free_letters_.pop_back();
  letters_[slot] = {static_cast<std::uint32_t>(from), std::move(what)};
  push(now_ + latency, to, slot);
}

void simulated_swarm::push(time_point when, std::size_t to, std::uint32_t letter) {
  queue_.push({when, order_++, static_cast<std::uint32_t>(to), letter});
}

/// A timer that turns out to be early is armed again: most deadlines move on before they pass.
void simulated_swarm::arm(std::size_t who) {
  auto& m = members_[who];
  const auto due = m.core->next_deadline();
  if (m.crashed || !due || *due >= m.queued) return;
  m.queued = *due;
  push(*due, who, timer);
}

void simulated_swarm::crash(std::size_t who) {
  members_[who].crashed = true;
}

void simulated_swarm::freeze(std::size_t who, messages::duration span) {
  members_[who].frozen_until = now_ + span;
}

void simulated_swarm::leave(std::size_t who) {
  members_[who].core->leave(now_, effects_);
  carry_out(who, effects_);
  members_[who].crashed = true;
}

void simulated_swarm::restart(std::size_t who) {
  members_[who].crashed = false;
  members_[who].queued = time_point::max();
  make(who, false);
}

void simulated_swarm::partition(std::function<bool(std::size_t, std::size_t)> cut) {
  cut_ = std::move(cut);
}

std::size_t simulated_swarm::index(const messages::member_id& id) const {
  return by_prefix_.at(id.prefix());
}

std::vector<messages::member_id> simulated_swarm::roster() const {
  std::vector<messages::member_id> ids;
  for (const auto& m : members_) ids.push_back(m.id);
  return ids;
}

std::optional<actors::standing> simulated_swarm::sees(std::size_t observer,
                                                      std::size_t subject) const {
  const auto* m = member(observer).table().find(id(subject));
  if (m == nullptr) return std::nullopt;
  return m->status;
}

bool simulated_swarm::all_listed() const {
  std::size_t count = 0;
  for (const auto& m : members_) count += m.crashed ? 0 : 1;
  for (const auto& observer : members_) {
    if (observer.crashed) continue;
    if (observer.core->table().present_count() != count) return false;
    for (const auto& [id, m] : observer.core->table().all()) {
      if (present(m.status) && !running(index(id))) return false;
    }
  }
  return true;
}

bool simulated_swarm::all_agree() const {
  if (!all_listed()) return false;
  std::optional<std::uint64_t> view;
  for (const auto& observer : members_) {
    if (observer.crashed) continue;
    const auto& table = observer.core->table();
    if (table.view() != view.value_or(table.view())) return false;
    view = table.view();
    for (const auto& [_, m] : table.all()) {
      if (m.status == actors::standing::suspect) return false;
    }
  }
  return true;
}

}  // namespace starling::deploy
