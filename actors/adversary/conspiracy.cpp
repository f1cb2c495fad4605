#include "actors/adversary/conspiracy.hpp"

#include <algorithm>
#include <cmath>

#include "actors/adversary/adversary.hpp"
#include "actors/jury/jury.hpp"
#include "actors/roster/round_roster.hpp"

namespace starling::actors {

using messages::contribution;
using messages::node_id;
using messages::round_number;
using messages::time_point;

namespace {

contribution contribution_of(const whisper& heard) {
  const auto& u = heard.what;
  const auto weight = static_cast<double>(std::max<std::uint64_t>(u.samples.value, 1));
  return {heard.from, u.parameters, u.samples, weight, u.score.value()};
}

}  // namespace

conspiracy::conspiracy(std::shared_ptr<const plan> shared) : plan_(std::move(shared)) {
  furthest_.resize(plan_->options.nodes);
  lost_.resize(plan_->options.nodes);
  if (asynchronous()) latest_.resize(plan_->options.nodes);
}

void conspiracy::hear(const whisper& heard, time_point now, std::vector<instruction>& out) {
  const auto i = heard.from.value;
  const auto r = heard.what.round;
  lost_[i] = false;
  furthest_[i] = std::max(furthest_[i], r);
  if (asynchronous()) {
    if (!plan_->lies(heard.from)) {
      latest_[i] = contribution_of(heard);
    } else {
      out.push_back({heard.from, forge(heard, latest_of_all(), nullptr)});
    }
    return;
  }
  for (auto& [before, p] : plots_) {
    if (before < r) excuse(p, i);
  }
  if (r < floor_) {
    if (plan_->lies(heard.from)) out.push_back({heard.from, forge(heard, {}, nullptr)});
  } else if (plan_->lies(heard.from)) {
    enlist(heard, plot_of(r), now);
  } else {
    overhear(heard, plot_of(r));
  }
  settle(now, out);
}

void conspiracy::enlist(const whisper& liar, plot& p, time_point now) {
  std::erase_if(p.asking, [&](const whisper& w) { return w.from == liar.from; });
  p.asking.push_back(liar);
  const auto deadline = plan_->options.rounds.deadline;
  if (!p.due && deadline.count() > 0) p.due = now + deadline / 4;
}

void conspiracy::overhear(const whisper& heard, plot& p) {
  if (!p.awaited[heard.from.value]) {  // it has come back, and may say it a second time
    std::erase_if(p.overheard, [&](const contribution& c) { return c.sender == heard.from; });
  }
  excuse(p, heard.from.value);
  p.overheard.push_back(contribution_of(heard));
}

void conspiracy::lose(node_id member, time_point now, std::vector<instruction>& out) {
  if (member.value >= lost_.size()) return;  // an aggregator
  lost_[member.value] = true;
  for (auto& [round, p] : plots_) excuse(p, member.value);
  settle(now, out);
}

void conspiracy::wake(time_point now, std::vector<instruction>& out) {
  settle(now, out);
}

std::optional<time_point> conspiracy::next_deadline() const {
  std::optional<time_point> first;
  for (const auto& [round, p] : plots_) {
    if (p.due) first = std::min(first.value_or(*p.due), *p.due);
  }
  return first;
}

conspiracy::plot& conspiracy::plot_of(round_number r) {
  const auto [at, fresh] = plots_.try_emplace(r);
  auto& p = at->second;
  if (!fresh) return p;
  const auto roster = plan_->roster();
  std::size_t honest = 0;
  p.awaited.resize(lost_.size());
  for (std::uint32_t i = 0; i < plan_->options.nodes; ++i) {
    const node_id id{i};
    if (!roster.drawn(id, r) || roster.away(id, r)) continue;
    ++p.nodes;
    if (plan_->lies(id)) {
      p.liars.push_back(id);
      continue;
    }
    ++honest;
    p.awaited[i] = !lost_[i] && furthest_[i] <= r;
    p.awaited_count += p.awaited[i] ? 1 : 0;
  }
  const double share = plan_->options.rounds.quorum * static_cast<double>(honest);
  p.enough = static_cast<std::size_t>(std::ceil(share - 1e-9));
  return p;
}

void conspiracy::excuse(plot& p, std::size_t node) {
  if (!p.awaited[node]) return;
  p.awaited[node] = false;
  --p.awaited_count;
}

void conspiracy::settle(time_point now, std::vector<instruction>& out) {
  auto newest = floor_;
  for (auto& [round, p] : plots_) {
    const bool complete = p.awaited_count == 0 || p.overheard.size() >= p.enough;
    p.spoken = p.spoken || complete || (p.due && now >= *p.due);
    if (p.spoken) speak(p, out);
    if (complete) newest = round;
  }
  forget(newest, out);
}

void conspiracy::speak(plot& p, std::vector<instruction>& out) const {
  p.due.reset();
  if (p.asking.empty()) return;
  std::sort(p.overheard.begin(), p.overheard.end(),
            [](const auto& a, const auto& b) { return a.sender < b.sender; });
  for (const auto& asked : std::exchange(p.asking, {})) {
    out.push_back({asked.from, forge_once(asked, p)});
  }
}

forgery conspiracy::forge_once(const whisper& asked, plot& p) const {
  if (!plan_->eavesdropper->forges_alike() || p.overheard.empty()) {
    return forge(asked, p.overheard, &p);
  }
  const auto parent = plan_->graph->parent(asked.from);
  auto& last = p.last;
  const bool same = last.forged && last.base.same_storage(asked.base) && last.parent == parent &&
                    last.overheard == p.overheard.size() &&
                    last.forged->size() == asked.what.parameters.size();
  if (!same)
    last = {asked.base, parent, p.overheard.size(), forge(asked, p.overheard, &p).parameters};
  return {asked.what.round, last.forged};
}

void conspiracy::forget(round_number complete, std::vector<instruction>& out) {
  while (!plots_.empty()) {
    auto& [round, oldest] = *plots_.begin();
    const bool over = round < complete && all_asked(round, oldest);
    if (!over && plots_.size() <= rounds_max) return;
    speak(oldest, out);
    floor_ = {round.value + 1};
    plots_.erase(plots_.begin());
  }
}

bool conspiracy::all_asked(round_number r, const plot& p) const {
  return std::all_of(p.liars.begin(), p.liars.end(),
                     [&](node_id id) { return lost_[id.value] || furthest_[id.value] >= r; });
}

std::vector<contribution> conspiracy::latest_of_all() const {
  auto said = latest_;
  std::erase_if(said, [](const contribution& c) { return c.parameters.empty(); });
  return said;
}

forgery conspiracy::forge(const whisper& asked, std::span<const contribution> overheard,
                          const plot* where) const {
  const auto& o = plan_->options;
  const auto& how = *plan_->eavesdropper;
  const conspirator self{asked.from, o.nodes, o.adversaries.count, o.seed};
  auto known = self.begin(asked.what.round, how.name());
  known.honest = asked.what.parameters;
  known.base = asked.base;
  known.overheard = overheard;
  known.defence = [&](std::span<const contribution> heard) { return defend(heard, asked); };
  if (where != nullptr) {
    const auto& liars = where->liars;
    const auto at = std::lower_bound(liars.begin(), liars.end(), asked.from);
    known.colluder = static_cast<std::size_t>(at - liars.begin());
    known.adversaries = liars.size();
    known.nodes = where->nodes;
  }
  return {asked.what.round, how.forge(known)};
}

/// As the jury of whoever hears this liar would: its aggregator, or the first honest node. A rule
/// that remembers rounds starts afresh, and no trial enters a book.
std::optional<messages::tensor> conspiracy::defend(std::span<const contribution> heard,
                                                   const whisper& asked) const {
  if (heard.empty()) return std::nullopt;
  const auto judge = plan_->graph->parent(asked.from).value_or(heard.front().sender);
  auto decided = jury::without_book(judge, plan_).decide(heard, asked.what.round, asked.base);
  if (!decided.combined) return std::nullopt;
  return std::move(decided.combined->parameters);
}

}  // namespace starling::actors
