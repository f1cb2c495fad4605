#include "actors/node/node.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace starling::actors {

using messages::node_id;
using messages::round_number;
using messages::time_point;

namespace {

/// Rounds ahead of one's own for which proposals are kept; of more, the oldest make room.
constexpr std::size_t early_rounds_max = 16;

/// How far whoever says this is.
round_number round_of(const messages::content& what) {
  return std::visit([](const auto& message) { return message.round; }, what);
}

}  // namespace

node::node(node_id id, std::shared_ptr<const plan> shared, std::size_t incarnation)
    : id_(id),
      incarnation_(static_cast<std::uint32_t>(incarnation)),
      parent_(shared->graph->parent(id)),
      plan_(std::move(shared)),
      strategy_(plan_->strategies(id)),
      round_(plan_->options.rounds, plan_->options.aggregation.weights, plan_->precision) {
  if (!in_tree()) jury_ = std::make_unique<jury>(id_, plan_);
}

void node::start(time_point now, effects& out) {
  next_beat_ = now;
  if (incarnation_ == 0 && plan_->resumed) resume();
  if (in_tree()) return beat(now, out);
  if (incarnation_ == 0) {
    begin(round_number{number_.value + 1}, now, out);
    progress(now, out);
  } else {
    state_ = state::listening;
    silent_ = true;
    listen_until_ = now + patience();
  }
  beat(now, out);
}

void node::hear(const messages::letter& what, time_point now, effects& out) {
  if (state_ == state::collecting && asked_) alive_.push_back({what.from, round_of(what.what)});
  silent_ = silent_ && std::holds_alternative<messages::heartbeat>(what.what);
  if (const auto* update = std::get_if<messages::model_update>(&what.what)) {
    hear_update(what, *update, now, out);
  } else if (const auto* order = std::get_if<messages::start_round>(&what.what)) {
    hear_start(*order, now, out);
  } else if (const auto* request = std::get_if<messages::request_update>(&what.what)) {
    hear_request(what.from, request->round, out);
  } else if (const auto* snapshot = std::get_if<messages::model_snapshot>(&what.what)) {
    adopt(snapshot->model, snapshot->round, out);
  } else if (const auto* particle = std::get_if<messages::hand_over>(&what.what)) {
    const auto sender = plan_->roster().comes_from(id_, particle->round);
    if (sender == what.from) hear_hand_over(*particle, now, out);
  }
}

void node::hear(const forgery& what, time_point now, effects& out) {
  if (telling_ != telling::conspired || what.round != mine_.round) return;
  if (what.parameters) mine_.parameters = *what.parameters;
  telling_ = what.parameters ? telling::told : telling::withheld;
  tell(out);
  progress(now, out);
}

void node::wake(time_point now, effects& out) {
  if (state_ == state::ready) begin(round_number{number_.value + 1}, now, out);
  progress(now, out);
  beat(now, out);
}

std::optional<time_point> node::next_deadline() const {
  std::optional<time_point> first;
  const auto consider = [&first](time_point t) { first = first ? std::min(*first, t) : t; };
  if (plan_->options.heartbeat.interval.count() > 0 && state_ != state::finished) {
    consider(next_beat_);
  }
  if (telling_ == telling::working) {
    consider(busy_until_);
  } else if (state_ == state::collecting && !in_tree() && !unsent()) {
    if (const auto t = round_.next_deadline()) consider(*t);
  }
  if (state_ == state::listening || state_ == state::away || telling_ == telling::awaited) {
    consider(listen_until_);
  }
  return first;
}

void node::begin(round_number r, time_point now, effects& out) {
  const auto& options = plan_->options;
  if (r.value > options.rounds.max) {
    state_ = state::finished;
    return;
  }
  plan_->live.gate->begun(r);
  renew(r);
  number_ = r;
  const auto roster = plan_->roster();
  if (incarnation_ == 0 && roster.crashes(id_, r)) {
    throw std::runtime_error("node " + std::to_string(id_.value) + " crashes in round " +
                             std::to_string(r.value) + ", as its faults ask");
  }
  if (!in_tree() && roster.away(id_, r)) {
    state_ = r.value == options.rounds.max ? state::finished : state::away;
    silent_ = true;
    listen_until_ = now + patience();
    report(member_report::kind::away, out);
    return;
  }
  state_ = state::collecting;
  asked_ = false;
  busy_until_ = now + roster.work(id_);
  if (!in_tree()) {
    round_.open(r, expected(r), plan_->dimension, now);
  }
  depart(out);
  const bool comes = roster.comes_from(id_, r).has_value();
  const bool awaited = comes && (!luggage_ || luggage_->round != r);
  if (awaited) {
    telling_ = telling::awaited;
    listen_until_ = now + patience();
  } else {
    if (comes) unpack();
    work_or_rest(out);
  }
  if (in_tree()) return;
  if (!awaited && roster.active(id_, r)) offer(id_, mine_, now);
  const auto due = asynchronous() ? early_.take_all() : early_.take(r);
  for (const auto& e : due) offer(e.from, e.update, now);
}

void node::work_or_rest(effects& out) {
  if (plan_->roster().drawn(id_, number_)) return work(out);
  const auto score = mine_.score;
  replace_mine({number_, adopted_, {}, score, strategy_->parameters()});
  telling_ = telling::told;
}

void node::work(effects& out) {
  auto proposed = strategy_->propose(number_);
  replace_mine(
      {number_, adopted_, proposed.samples, proposed.score, std::move(proposed.parameters)});
  count_work();
  telling_ = proposed.withheld ? telling::withheld : telling::working;
  if (proposed.withheld) return tell(out);
  if (plan_->options.faults.work.count() == 0) deliver(out);
}

/// Of a round whose proposal nobody was told, nobody is told later either.
void node::replace_mine(messages::model_update next) {
  previous_ = telling_ == telling::told ? std::move(mine_) : messages::model_update{};
  mine_ = std::move(next);
}

void node::deliver(effects& out) {
  telling_ = telling::told;
  if (plan_->eavesdropper) {
    const bool liar = plan_->lies(id_);
    out.whispers.push_back({id_, mine_, liar ? strategy_->parameters() : messages::tensor{}});
    if (liar) {
      telling_ = telling::conspired;
      return;
    }
  }
  tell(out);
}

void node::tell(effects& out) {
  const bool told = telling_ == telling::told;
  if (in_tree()) {
    state_ = state::idle;
    if (plan_->checkpointed(number_)) write_down(out);
    if (told) send(*parent_, mine_, out);
  } else if (told) {
    tell_all(mine_, out);
  }
}

void node::progress(time_point now, effects& out) {
  if (telling_ == telling::awaited && now >= listen_until_) {
    listen_until_ = now + patience();
    send(*plan_->roster().comes_from(id_, number_), messages::request_update{number_}, out);
  }
  if (telling_ == telling::working && now >= busy_until_) deliver(out);
  if (in_tree() || unsent()) return;
  if (state_ == state::listening || state_ == state::away || state_ == state::collecting) {
    catch_up(now, out);
  }
  if (state_ != state::collecting || unsent()) return;  // a round just joined has its own work
  if (plan_->presence) round_.note(count_gone(round_.missing()), plan_->presence->held(), now);
  switch (round_.judge(now)) {
    case round::verdict::close:
      return close(out);
    case round::verdict::repair:
      return repair(now, out);
    case round::verdict::overdue:
      return overdue(now, out);
    case round::verdict::wait:
      break;
  }
}

void node::close(effects& out) {
  jury_->note(refused_, round_);
  const auto arrived = round_.arrived();
  auto heard = round_.take();
  if (!asynchronous()) {
    for (auto& c : heard) c.weight *= plan_->graph->mixing_weight(id_, c.sender, number_);
  }
  if (plan_->adaptive()) redraw(heard);
  const bool idle = heard.empty() && !plan_->roster().active(id_, number_);
  auto failure = idle ? std::string()
                      : believe(jury_->decide(heard, number_, strategy_->parameters()), number_);
  report(member_report::kind::closed, out, arrived, std::move(failure));
  state_ = state::ready;
  out.again = true;
}

std::string node::believe(jury::verdict decided, round_number r) {
  refused_.insert(refused_.end(), decided.refused.begin(), decided.refused.end());
  if (!decided.combined) return std::move(decided.failure);
  strategy_->adopt(*decided.combined, r);
  adopted_ = r;
  return {};
}

void node::repair(time_point now, effects& out) {
  round_.asked(now);
  asked_ = true;
  for (node_id peer : round_.missing()) send(peer, messages::request_update{number_}, out);
}

void node::report(member_report::kind what, effects& out, std::size_t accepted,
                  std::string failure) {
  member_report r;
  r.member = id_;
  r.round = number_;
  r.what = what;
  if (what == member_report::kind::quorum_lost) {
    r.missing = round_.missing();
  } else {
    r.refused = std::move(refused_);
    refused_.clear();
  }
  if (what == member_report::kind::closed) {
    r.accepted = failure.empty() ? accepted : 0;
    r.failure = std::move(failure);
    r.worked = worked_ - std::exchange(reported_, worked_);
    r.train_score = mine_.score.value();
    if (plan_->checkpointed(number_) && !in_tree()) r.state = written_state();
    const bool active = plan_->roster().active(id_, number_);
    if (plan_->evaluated(number_) && active && !plan_->lies(id_)) {
      const auto judged = strategy_->evaluate();
      r.evaluated = true;
      r.loss = judged.loss;
      r.accuracy = judged.accuracy;
      r.model = strategy_->parameters();
      if (plan_->objective) note_positions(r);
    }
  }
  out.reports.push_back(std::move(r));
}

void node::hear_update(const messages::letter& l, const messages::model_update& u, time_point now,
                       effects& out) {
  if (in_tree() || state_ == state::finished) return;
  const bool open = state_ == state::collecting;
  if (open && (asynchronous() || u.round <= number_)) {
    offer(l.from, u, now);
  } else if (u.round > number_ || asynchronous()) {
    if (!open || !accept_substitute(l.from, u, now)) keep(l, u);
  } else if (state_ != state::away) {
    refused_.push_back({l.from, messages::refusal::late});
  }
  progress(now, out);
}

void node::hear_request(node_id from, round_number wanted, effects& out) {
  if (state_ == state::listening && wanted <= round_number{plan_->options.rounds.max}) {
    wanted_ = std::max(wanted_, wanted);
  }
  if (plan_->roster().moves_to(id_, wanted) == from) {
    if (in_tree() && (!luggage_ || luggage_->round != wanted)) pack(wanted);  // the call was lost
    if (luggage_ && luggage_->round == wanted) return send(from, *luggage_, out);
  }
  if (in_tree() || mine_.parameters.empty() || state_ == state::away) return;
  if (previous_.round == wanted && !previous_.parameters.empty()) {
    send(from, previous_, out);
  } else if (mine_.round >= wanted && telling_ == telling::told &&
             plan_->roster().drawn(id_, mine_.round)) {
    send(from, mine_, out);
  } else {
    send(from, messages::heartbeat{number_}, out);  // alive, not as far yet
  }
}

void node::keep(const messages::letter& l, const messages::model_update& u) {
  if (!asynchronous()) {
    const auto senders = expected(u.round);
    if (!std::binary_search(senders.begin(), senders.end(), l.from)) {
      // Of one that was asked for a lost proposal, this is a second answer.
      if (!asked_) refused_.push_back({l.from, messages::refusal::unknown_sender});
      return;
    }
  }
  const auto count_max = early_rounds_max * std::max<std::size_t>(1, plan_->graph->links(id_));
  if (const auto refused = early_.keep(l.from, u, count_max)) refused_.push_back(*refused);
}

void node::offer(node_id from, const messages::model_update& u, time_point now) {
  if (const auto why = round_.offer(from, u, now)) refused_.push_back({from, *why});
}

/// A peer that is rounds ahead no longer has the proposal that was lost. Once it has been asked
/// for, a newer one stands in for it: without, this node would wait for ever, and soon all others
/// for it.
bool node::accept_substitute(node_id from, const messages::model_update& u, time_point now) {
  if (!asked_) return false;
  const auto missing = round_.missing();
  return std::binary_search(missing.begin(), missing.end(), from) && !round_.offer(from, u, now);
}

void node::send(node_id to, messages::content what, effects& out) const {
  const auto& targets = targets_of_round();
  const auto at = std::lower_bound(targets.begin(), targets.end(), to);
  const bool target = at != targets.end() && *at == to;
  const auto slot = target ? static_cast<std::size_t>(at - targets.begin()) : std::size_t{to.value};
  out.letters.push_back({slot, {id_, to, std::move(what)}});
}

void node::tell_all(const messages::content& what, effects& out) const {
  const auto& targets = targets_of_round();
  for (std::size_t slot = 0; slot < targets.size(); ++slot) {
    out.letters.push_back({slot, {id_, targets[slot], what}});
  }
}

/// Not kept: among a million nodes, what can be computed is not stored.
const std::vector<node_id>& node::targets_of_round() const {
  thread_local std::vector<node_id> targets;
  plan_->graph->targets(id_, plan_->adaptive() ? drawn_ : number_, targets);
  return targets;
}

void node::beat(time_point now, effects& out) {
  const auto interval = plan_->options.heartbeat.interval;
  if (interval.count() == 0 || state_ == state::finished || now < next_beat_) return;
  next_beat_ = now + interval;
  if (in_tree()) return send(*parent_, messages::heartbeat{number_}, out);
  tell_all(messages::heartbeat{number_}, out);
}

messages::duration node::patience() const {
  const auto deadline = plan_->options.rounds.deadline;
  return deadline.count() > 0 ? deadline : std::chrono::seconds(2);
}

std::vector<node_id> node::expected(round_number r) const {
  const auto roster = plan_->roster();
  std::vector<node_id> senders;
  plan_->graph->sources(id_, r, senders);
  std::erase_if(senders, [&](node_id peer) { return !roster.drawn(peer, r); });
  if (roster.active(id_, r)) {
    senders.insert(std::lower_bound(senders.begin(), senders.end(), id_), id_);
  }
  return senders;
}

}  // namespace starling::actors
