// How a node comes to terms with rounds that went on without it: deadlines, absences, crashes.

#include <algorithm>

#include "actors/node/node.hpp"

namespace starling::actors {

using messages::node_id;
using messages::round_number;
using messages::time_point;

/// Those who answered since the last deadline and are not ahead are on their way: waiting for them
/// is no failure. Whoever is two rounds ahead no longer has what is missing here. The others may
/// not even know the round, so they are sent this node's proposal.
void node::overdue(time_point now, effects& out) {
  auto missing = round_.missing();
  std::erase_if(missing, [&](node_id peer) { return plan_->gone(peer); });
  std::size_t coming = 0;
  std::size_t past = 0;
  for (node_id peer : missing) {
    const auto furthest = furthest_of(peer);
    if (!furthest) continue;
    const bool ahead = *furthest > number_ && early_.any_of(peer);
    if (furthest->value > number_.value + 1) {
      ++past;
    } else if (!ahead) {
      ++coming;
    }
  }
  const auto needed = round_.needed(round_.arrived() + missing.size());
  const bool hopeful = round_.arrived() + coming >= needed;
  asked_ = true;
  alive_.clear();
  round_.extend(now, !hopeful);
  const bool last = round_.deadlines_missed() >= plan_->options.rounds.deadlines_missed_max;
  if (!hopeful) {
    if (const auto r = latest_with(number_.value + (last ? 1 : 2), [](auto) { return 1; })) {
      join(*r, now, out);
      return progress(now, out);
    }
    // Nobody is lost, only their proposals are.
    if (round_.arrived() + coming + past >= needed) return close(out);
  }
  if (last) {
    report(member_report::kind::quorum_lost, out);
    return close(out);
  }
  const bool told = telling_ == telling::told && plan_->roster().drawn(id_, number_);
  for (node_id peer : missing) {
    send(peer, messages::request_update{number_}, out);
    if (told) send(peer, mine_, out);
  }
}

std::size_t node::count_gone(const std::vector<node_id>& peers) const {
  return static_cast<std::size_t>(
      std::count_if(peers.begin(), peers.end(), [&](node_id peer) { return plan_->gone(peer); }));
}

std::optional<round_number> node::furthest_of(node_id peer) const {
  std::optional<round_number> furthest;
  for (const auto& sign : alive_) {
    if (sign.from == peer) furthest = std::max(furthest.value_or(sign.round), sign.round);
  }
  return furthest;
}

/// Joins a later round when enough of it has been heard: after an absence, a crash, or slow work.
void node::catch_up(time_point now, effects& out) {
  const bool waited = now >= listen_until_;
  if (waited) listen_until_ = now + patience();
  if (state_ == state::collecting) {
    if (early_.empty() || asynchronous()) return;
    // With a quorum of others in a later round, this one is history.
    const auto r = latest_with(number_.value + 2,
                               [this](std::size_t senders) { return round_.needed(senders); });
    if (!r) return;
    adopt_early(*r);
    number_ = *r;
    report(member_report::kind::closed, out);
    state_ = state::ready;
    out.again = true;
    return;
  }
  // Where nobody has anything to say all are away or have lost their state: someone must begin.
  const bool forsaken = waited && std::exchange(silent_, true);
  const bool patient = state_ == state::listening && !waited;
  const auto r = latest_with(number_.value + 1, [&](std::size_t senders) {
    return patient ? round_.needed(senders - 1) : 1;
  });
  if (!r || plan_->roster().away(id_, *r)) {
    if (forsaken) {
      begin(round_number{number_.value + 1}, now, out);
    } else if (state_ == state::listening && waited && wanted_ > number_) {
      begin(wanted_, now, out);  // Those who ask have nothing to say, or it is lost.
    }
    return;
  }
  join(*r, now, out);
}

void node::join(round_number r, time_point now, effects& out) {
  if (state_ == state::listening || r.value > number_.value + 1) adopt_early(r);
  begin(r, now, out);
}

std::optional<round_number> node::latest_with(
    std::uint64_t first, const std::function<std::size_t(std::size_t)>& proposals_min) const {
  std::optional<round_number> latest;
  const auto& all = early_.all();
  for (const auto& candidate : all) {
    const auto r = candidate.update.round;
    if (r.value < first || (latest && r <= *latest)) continue;
    const auto senders = expected(r);
    const auto count = std::count_if(all.begin(), all.end(), [&](const auto& e) {
      return e.update.round == r && std::binary_search(senders.begin(), senders.end(), e.from);
    });
    if (count > 0 && static_cast<std::size_t>(count) >= proposals_min(senders.size())) latest = r;
  }
  return latest;
}

/// Adopts what the others say in round `r`, without a contribution of one's own.
void node::adopt_early(round_number r) {
  round others(plan_->options.rounds, plan_->options.aggregation.weights);
  others.open(r, expected(r), strategy_->parameters().size(), busy_until_);
  for (const auto& e : early_.all()) {
    if (e.update.round != r) continue;
    if (const auto why = others.offer(e.from, e.update, busy_until_))
      refused_.push_back({e.from, *why});
  }
  auto heard = others.take();
  for (auto& c : heard) c.weight *= plan_->graph->mixing_weight(id_, c.sender, r);
  believe(jury_->decide_leniently(heard, r, strategy_->parameters()), r);
}

}  // namespace starling::actors
