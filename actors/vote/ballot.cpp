#include "actors/vote/ballot.hpp"

#include <algorithm>
#include <set>

namespace starling::actors {

using messages::model_hash;
using messages::node_id;
using messages::term_number;
using messages::time_point;

namespace {

constexpr std::uint64_t terms_ahead_max = 64;
constexpr std::size_t terms_kept = 256;
constexpr model_hash none{};

}  // namespace

ballot::ballot(options o, node_id self, messages::round_number round, const model_hash& own)
    : options_(o), self_(self), round_(round), own_(own) {}

std::size_t ballot::quorum() const {
  return (options_.members + liars_max()) / 2 + 1;
}

node_id ballot::leader(term_number term) const {
  return {static_cast<std::uint32_t>((round_.value + term.value) % options_.members)};
}

void ballot::enter(term_number term, time_point now, effects& out) {
  term_ = term;
  step_ = step::proposing;
  arm(now);
  while (tallies_.size() > terms_kept) tallies_.erase(tallies_.begin());
  if (leader(term) == self_) {
    const auto& model = valid_in_.value > 0 ? valid_ : own_;
    const messages::candidacy proposal{round_, term_, model, valid_in_};
    note(self_, proposal);
    out.emplace_back(proposal);
  }
  progress(now, out);
}

bool ballot::hear(node_id from, const messages::vote_message& what, time_point now, effects& out) {
  if (decided_ || from == self_ || from.value >= options_.members) return false;
  if (!note(from, what)) return false;
  progress(now, out);
  return true;
}

bool ballot::note(node_id from, const messages::vote_message& what) {
  const auto [round, term] =
      std::visit([](const auto& m) { return std::pair(m.round, m.term); }, what);
  if (round != round_ || term.value == 0 || term.value > term_.value + terms_ahead_max)
    return false;
  if (term.value + terms_kept < term_.value) return false;
  if (const auto* p = std::get_if<messages::candidacy>(&what)) {
    auto& t = tallies_[term];
    if (from != leader(term) || p->model == none || p->supported >= term || t.proposal)
      return false;
    t.proposal = *p;
    return true;
  }
  if (const auto* v = std::get_if<messages::vote>(&what)) {
    return tallies_[term].votes.emplace(from, v->model).second;
  }
  return tallies_[term].commits.emplace(from, std::get<messages::commit>(what).model).second;
}

void ballot::say_vote(const model_hash& model, time_point now, effects& out) {
  step_ = step::voting;
  arm(now);
  const messages::vote mine{round_, term_, model};
  note(self_, mine);
  out.emplace_back(mine);
}

void ballot::say_commit(const model_hash& model, time_point now, effects& out) {
  step_ = step::committing;
  arm(now);
  const messages::commit mine{round_, term_, model};
  note(self_, mine);
  out.emplace_back(mine);
}

bool ballot::supports(const std::map<node_id, model_hash>& said, const model_hash& model) const {
  const auto count = std::count_if(said.begin(), said.end(),
                                   [&](const auto& entry) { return entry.second == model; });
  return static_cast<std::size_t>(count) >= quorum();
}

void ballot::progress(time_point now, effects& out) {
  while (!decided_ && progress_once(now, out)) {
  }
}

bool ballot::progress_once(time_point now, effects& out) {
  if (decide()) return false;
  for (auto later = tallies_.upper_bound(term_); later != tallies_.end(); ++later) {
    std::set<node_id> heard;
    for (const auto& [who, _] : later->second.votes) heard.insert(who);
    for (const auto& [who, _] : later->second.commits) heard.insert(who);
    if (heard.size() <= liars_max()) continue;  // one of them at least is honest
    enter(later->first, now, out);
    return false;  // it has gone on from there
  }
  auto& t = tallies_[term_];
  if (step_ == step::proposing && t.proposal) return vote_on_proposal(t, now, out);
  if (t.proposal && step_ != step::proposing && valid_in_ < term_ &&
      supports(t.votes, t.proposal->model)) {
    valid_ = t.proposal->model;
    valid_in_ = term_;
    if (step_ == step::voting) {
      locked_ = valid_;
      locked_in_ = term_;
      say_commit(valid_, now, out);
    }
    return true;
  }
  if (step_ == step::voting && supports(t.votes, none)) {
    say_commit(none, now, out);
    return true;
  }
  return false;
}

bool ballot::vote_on_proposal(tally& t, time_point now, effects& out) {
  const auto& p = *t.proposal;
  const bool free = locked_in_.value == 0 || locked_ == p.model;
  if (p.supported.value == 0) {
    say_vote(free ? p.model : none, now, out);
    return true;
  }
  const auto then = tallies_.find(p.supported);
  if (then == tallies_.end() || !supports(then->second.votes, p.model))
    return false;  // not seen yet
  say_vote(free || locked_in_ <= p.supported ? p.model : none, now, out);
  return true;
}

bool ballot::decide() {
  for (const auto& [_, t] : tallies_) {
    if (t.proposal && supports(t.commits, t.proposal->model)) {
      decided_ = t.proposal->model;
      return true;
    }
  }
  return false;
}

void ballot::wake(time_point now, effects& out) {
  if (decided_ || now < due_) return;
  switch (step_) {
    case step::proposing:
      say_vote(none, now, out);
      break;
    case step::voting:
      say_commit(none, now, out);
      break;
    case step::committing:
      return enter({term_.value + 1}, now, out);
  }
  progress(now, out);
}

std::optional<time_point> ballot::next_deadline() const {
  if (decided_ || term_.value == 0) return std::nullopt;
  return due_;
}

}  // namespace starling::actors
