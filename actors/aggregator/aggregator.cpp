#include "actors/aggregator/aggregator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace starling::actors {

using messages::node_id;
using messages::round_number;
using messages::time_point;

namespace {

bool drawn(const round_roster& roster, node_id node, round_number r) {
  return roster.drawn(node, r);
}

/// Whether a particle leaves `node` in `r` or comes to it.
bool moves(const round_roster& roster, node_id node, round_number r) {
  return roster.moves_to(node, r) || roster.comes_from(node, r);
}

}  // namespace

aggregator::aggregator(node_id id, std::shared_ptr<const plan> shared)
    : id_(id),
      parent_(shared->graph->parent(id)),
      plan_(std::move(shared)),
      jury_(id_, plan_),
      round_(plan_->options.rounds, plan_->options.aggregation.weights, plan_->precision) {
  plan_->graph->sources(id_, round_number{1}, children_);
  std::erase_if(children_, [this](node_id m) { return parent_ && m == *parent_; });
  if (asynchronous()) calls_.resize(children_.size());
}

void aggregator::start(time_point now, effects& out) {
  if (parent_) return;
  if (plan_->resumed) resume();
  begin(round_number{plan_->rounds_before() + 1}, now, out);
}

void aggregator::hear(const messages::letter& what, time_point now, effects& out) {
  if (const auto* update = std::get_if<messages::model_update>(&what.what)) {
    if (asynchronous()) return hear_async(what.from, *update, now, out);
    return hear_update(what.from, *update, now, out);
  }
  if (const auto* order = std::get_if<messages::start_round>(&what.what)) {
    if (parent_ && order->round > number_) {
      model_ = order->model;
      begin(order->round, now, out);
    } else if (parent_ && !collecting_ && combined_.round == order->round) {
      send(*parent_, combined_, out);  // the first answer was lost
    }
  } else if (const auto* snapshot = std::get_if<messages::model_snapshot>(&what.what)) {
    for (node_id child : children_) send(child, *snapshot, out);
  }
}

void aggregator::wake(time_point now, effects& out) {
  if (ready_) {
    ready_ = false;
    begin(round_number{number_.value + 1}, now, out);
  }
  progress(now, out);
}

std::optional<time_point> aggregator::next_deadline() const {
  if (!collecting_) return std::nullopt;
  if (!asynchronous()) return round_.next_deadline();
  const auto first = std::min_element(calls_.begin(), calls_.end(),
                                      [](const auto& a, const auto& b) { return a.due < b.due; });
  return first->due == never ? std::nullopt : std::optional(first->due);
}

void aggregator::begin(round_number r, time_point now, effects& out) {
  if (r.value > plan_->options.rounds.max) return finish(out);
  number_ = r;
  plan_->live.gate->begun(r);
  const auto working = working_children(r);
  collecting_ = !working.empty();
  round_.open(r, working, dimension(), now);
  heard_at_ = now;
  for (node_id child : children_) {
    const bool works = std::binary_search(working.begin(), working.end(), child);
    if (works || any_below(child, r, moves)) call(child, now, out);
  }
  if (collecting_ || parent_) return;
  report(0, 0, out);  // nobody works in this round
  ready_ = out.again = true;
}

/// Where the plan does not know d, the first accepted proposal decides it once, not every round.
std::size_t aggregator::dimension() const {
  return plan_->dimension != 0 ? plan_->dimension : model_.size();
}

/// Until the first combination, what the nodes start from.
const messages::tensor& aggregator::origin() const {
  return model_.empty() ? plan_->initial : model_;
}

void aggregator::call(node_id child, time_point now, effects& out) {
  send(child, messages::start_round{number_, model_}, out);
  const auto deadline = plan_->options.rounds.deadline;
  if (asynchronous() && deadline.count() > 0) calls_[slot_of(child)].due = now + deadline;
}

void aggregator::hear_update(node_id from, const messages::model_update& u, time_point now,
                             effects& out) {
  if (!collecting_) {
    refused_.push_back({from, messages::refusal::late});
    return;
  }
  if (const auto why = round_.offer(from, u, now)) refused_.push_back({from, *why});
  progress(now, out);
}

/// Each answer to a call counts once, even where a link or a repeated call has doubled it.
std::optional<messages::refusal> aggregator::refuse_async(node_id from,
                                                          const messages::model_update& u,
                                                          time_point now) {
  const auto slot = slot_of(from);
  if (slot == children_.size()) return messages::refusal::unknown_sender;
  auto& answered = calls_[slot];
  if (u.round <= answered.by) return messages::refusal::duplicate;
  if (const auto why = round_.offer(from, u, now)) return why;
  answered = {never, u.round};
  heard_at_ = now;
  return std::nullopt;
}

/// A buffer of `rounds.buffer` proposals, each discounted by its staleness, moves the model a step
/// of `mixing` towards their combination (Xie et al. 2019, FedAsync; Nguyen et al. 2022, FedBuff).
void aggregator::hear_async(node_id from, const messages::model_update& u, time_point now,
                            effects& out) {
  if (!collecting_) return;
  if (const auto why = refuse_async(from, u, now)) {
    refused_.push_back({from, *why});
    // Whoever sends nonsense would send it again at once: its call stays open until it is due.
    if (*why == messages::refusal::too_stale) call(from, now, out);
    return;
  }
  const auto& options = plan_->options.rounds;
  if (round_.arrived() < std::max<std::size_t>(1, std::min(options.buffer, children_.size())))
    return;
  jury_.note(refused_, round_);
  auto heard = round_.take();
  const bool by_samples = plan_->options.aggregation.weights.samples;
  double freshness = 0;
  for (const auto& c : heard) {
    const auto samples = by_samples ? std::max<std::uint64_t>(1, c.samples.value) : 1;
    freshness += c.weight / static_cast<double>(samples);
  }
  freshness /= static_cast<double>(heard.size());
  auto decided = jury_.decide(heard, number_, origin());
  refused_.insert(refused_.end(), decided.refused.begin(), decided.refused.end());
  if (decided.combined && plan_->best_wins()) {
    model_ = std::move(decided.combined->parameters);
    report(heard.size(), decided.combined->score, out);
  } else if (decided.combined) {
    mix_in(std::move(decided.combined->parameters), options.mixing * freshness);
    report(heard.size(), decided.combined->score, out);
  } else {
    report(0, 0, out, std::move(decided.failure));
  }
  if (number_.value == options.max) return finish(out);
  ++number_;
  round_.open(number_, children_, dimension(), now);
  for (const auto& c : heard) call(c.sender, now, out);
}

void aggregator::mix_in(messages::tensor fresh, double share) {
  if (!model_.empty()) {
    const auto part = static_cast<float>(share);
    const auto old = model_.values();
    auto values = fresh.mutate();
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = old[i] + part * (values[i] - old[i]);
    }
  }
  model_ = std::move(fresh);
}

void aggregator::progress(time_point now, effects& out) {
  if (!collecting_) return;
  if (asynchronous()) return call_overdue(now, out);
  if (plan_->presence) note_presence(now);
  switch (round_.judge(now)) {
    case round::verdict::close:
      return close(out);
    case round::verdict::repair:
      return call_again(now, out);
    case round::verdict::overdue:
      return overdue(now, out);
    case round::verdict::wait:
      break;
  }
}

/// Those whose host is gone are not waited for.
void aggregator::note_presence(time_point now) {
  const auto missing = round_.missing();
  const auto gone = std::count_if(missing.begin(), missing.end(),
                                  [&](node_id child) { return plan_->gone(child); });
  round_.note(static_cast<std::size_t>(gone), plan_->presence->held(), now);
}

void aggregator::close(effects& out) {
  collecting_ = false;
  jury_.note(refused_, round_);
  const auto heard = round_.take();
  if (heard.empty()) return;
  auto decided = jury_.decide(heard, number_, origin());
  refused_.insert(refused_.end(), decided.refused.begin(), decided.refused.end());
  if (!decided.combined) return fail(std::move(decided.failure), out);
  failed_in_a_row_ = 0;
  publish(*std::move(decided.combined), heard.size(), out);
}

/// The round fails, the model stays; too many in a row, and the run is lost.
void aggregator::fail(std::string why, effects& out) {
  ++failed_in_a_row_;
  if (parent_ || failed_in_a_row_ >= plan_->options.rounds.deadlines_missed_max) {
    return lose_quorum(out, std::move(why));
  }
  report(0, 0, out, std::move(why));
  ready_ = true;
  out.again = true;
}

void aggregator::publish(messages::combination combined, std::size_t accepted, effects& out) {
  if (parent_) {
    combined_ = {number_, number_, combined.samples, combined.score,
                 std::move(combined.parameters)};
    report(accepted, combined.score, out);
    return send(*parent_, combined_, out);
  }
  model_ = std::move(combined.parameters);
  report(accepted, combined.score, out);
  ready_ = true;
  out.again = true;
}

void aggregator::call_again(time_point now, effects& out) {
  round_.asked(now);
  for (node_id child : round_.missing()) call(child, now, out);
}

/// Asynchronous: a call or its answer may have been lost, or the child may have come back.
void aggregator::call_overdue(time_point now, effects& out) {
  const auto& options = plan_->options.rounds;
  if (options.deadline.count() == 0) return;
  if (now - heard_at_ >= options.deadline * static_cast<int>(options.deadlines_missed_max)) {
    return lose_quorum(out);
  }
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    if (calls_[i].due <= now) call(children_[i], now, out);
  }
}

void aggregator::overdue(time_point now, effects& out) {
  round_.extend(now);
  if (round_.deadlines_missed() < plan_->options.rounds.deadlines_missed_max) {
    return call_again(now, out);
  }
  const bool something = round_.arrived() >= jury_.contributions_min(number_, round_.arrived());
  lose_quorum(out);
  if (parent_ && something) close(out);
}

void aggregator::lose_quorum(effects& out, std::string why) {
  collecting_ = false;
  member_report r;
  r.member = id_;
  r.round = number_;
  r.what = member_report::kind::quorum_lost;
  r.missing = round_.missing();
  r.refused = std::exchange(refused_, {});
  r.failure = std::move(why);
  out.reports.push_back(std::move(r));
}

void aggregator::report(std::size_t accepted, double score, effects& out, std::string failure) {
  member_report r;
  r.member = id_;
  r.round = number_;
  r.accepted = accepted;
  r.train_score = score;
  r.refused = std::exchange(refused_, {});
  r.failure = std::move(failure);
  if (!parent_ && plan_->checkpointed(number_)) r.state = written_state();
  if (!parent_ && plan_->evaluated(number_) && !model_.empty()) {
    r.model = model_;
    if (plan_->best_wins()) {
      r.evaluated = accepted > 0;
      r.loss = score;
      r.accuracy = std::numeric_limits<double>::quiet_NaN();
    } else if (plan_->evaluate) {
      const auto judged = plan_->evaluate(model_);
      r.evaluated = true;
      r.loss = judged.loss;
      r.accuracy = judged.accuracy;
    }
  }
  out.reports.push_back(std::move(r));
}

void aggregator::finish(effects& out) {
  collecting_ = false;
  for (node_id child : children_) send(child, messages::model_snapshot{number_, model_}, out);
}

void aggregator::send(node_id to, messages::content what, effects& out) const {
  // One link per child, in order; the last one leads to the parent.
  out.letters.push_back({slot_of(to), {id_, to, std::move(what)}});
}

std::size_t aggregator::slot_of(node_id child) const {
  const auto at = std::lower_bound(children_.begin(), children_.end(), child);
  const bool found = at != children_.end() && *at == child;
  return found ? static_cast<std::size_t>(at - children_.begin()) : children_.size();
}

std::vector<node_id> aggregator::working_children(round_number r) const {
  std::vector<node_id> working;
  for (node_id child : children_) {
    if (asynchronous() || any_below(child, r, drawn)) working.push_back(child);
  }
  return working;
}

bool aggregator::any_below(node_id member, round_number r, question asked) const {
  if (member.value < plan_->graph->nodes()) return asked(plan_->roster(), member, r);
  std::vector<node_id> below;
  plan_->graph->sources(member, r, below);
  return std::any_of(below.begin(), below.end(), [&](node_id m) {
    return m != plan_->graph->parent(member) && any_below(m, r, asked);
  });
}

std::vector<std::byte> aggregator::written_state() const {
  optimizers::state s;
  auto of = model_.precision();
  s.exchange(of);
  std::vector<std::byte> numbers(model_.bytes().begin(), model_.bytes().end());
  s.exchange(numbers);
  return s.written();
}

void aggregator::resume() {
  optimizers::state s(plan_->resumed->states.at(id_.value));
  auto of = model_.precision();
  s.exchange(of);
  const bool wide = of == messages::precision::float64;
  const auto d = s.left() / (wide ? sizeof(double) : sizeof(float));
  model_ = messages::tensor::uninitialised(d, of);
  if (d > 0 && wide) s.exchange(model_.mutate_doubles());
  if (d > 0 && !wide) s.exchange(model_.mutate());
  if (s.broken()) throw std::runtime_error("the checkpoint is of another swarm");
}

}  // namespace starling::actors
