#include "actors/host/muster.hpp"

#include <utility>

namespace starling::actors {

using messages::host_phase;
using messages::host_status;
using messages::time_point;

muster::muster(muster_options options, time_point now)
    : options_(std::move(options)),
      peers_(options_.hosts.size()),
      deadline_(now + options_.start_within) {}

muster::effects muster::connected(std::size_t host, time_point /*now*/) {
  effects out;
  peers_[host].connected = true;
  out.tell.emplace_back(host, status(peers_[host]));
  look(out);
  return out;
}

muster::effects muster::lost(std::size_t host, time_point /*now*/) {
  effects out;
  auto& gone = peers_[host];
  const bool ended = gone.phase == host_phase::finished || gone.phase == host_phase::leaving;
  gone = {.connected = false, .phase = ended ? gone.phase : std::nullopt, .counted = false};
  look(out);
  return out;
}

muster::effects muster::heard(std::size_t host, const host_status& what, time_point /*now*/) {
  effects out;
  auto& from = peers_[host];
  from.phase = what.phase;
  const bool begun = state_ == state::running || state_ == state::finishing;
  if (what.phase == host_phase::ready && begun && !from.counted) {
    out.tell.emplace_back(host, status(from));
  }
  if (what.phase == host_phase::running && what.without_you && state_ == state::gathering) {
    begin(true, out);
  }
  look(out);
  return out;
}

muster::effects muster::finish(bool leaving, time_point now) {
  effects out;
  if (state_ == state::over || state_ == state::failed) return out;
  leaving_ = leaving;
  state_ = leaving ? state::over : state::finishing;
  deadline_ = now + options_.finish_within;
  tell_all(out);
  look(out);
  return out;
}

muster::effects muster::wake(time_point now) {
  effects out;
  look(out);
  if (!deadline_ || now < *deadline_) return out;
  if (state_ == state::finishing) {
    state_ = state::over;
    leaving_ = true;
    tell_all(out);
  } else if (state_ == state::gathering) {
    std::size_t here = options_.nodes[options_.here];
    std::size_t all = 0;
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      all += options_.nodes[i];
      if (i != options_.here && peers_[i].connected && peers_[i].phase) here += options_.nodes[i];
    }
    const bool enough =
        static_cast<double>(here) >= options_.quorum * static_cast<double>(all) - 1e-9;
    if (enough) {
      begin(false, out);
    } else {
      state_ = state::failed;
    }
  }
  deadline_.reset();
  return out;
}

std::optional<time_point> muster::next_deadline() const {
  const bool waits = state_ == state::gathering || state_ == state::finishing;
  return waits ? deadline_ : std::nullopt;
}

std::string muster::missing() const {
  std::string names;
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    if (i == options_.here || (peers_[i].connected && peers_[i].phase)) continue;
    names += (names.empty() ? "" : ", ") + options_.hosts[i];
  }
  return names;
}

/// Whether it is time to begin, or to end.
void muster::look(effects& out) {
  bool all = true;
  bool ended = true;
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    if (i == options_.here) continue;
    const auto& p = peers_[i];
    all = all && p.connected && p.phase.has_value();
    const bool done = p.phase == host_phase::finished || p.phase == host_phase::leaving;
    ended = ended && (done || !p.connected);
  }
  if (state_ == state::gathering && all) begin(false, out);
  if (state_ == state::finishing && ended) {
    state_ = state::over;
    leaving_ = true;
    tell_all(out);
  }
}

void muster::begin(bool late, effects& out) {
  state_ = state::running;
  deadline_.reset();
  out.begin = true;
  out.late = late;
  for (auto& p : peers_) p.counted = p.connected && p.phase.has_value();
  tell_all(out);
}

void muster::tell_all(effects& out) const {
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    if (i != options_.here && peers_[i].connected) out.tell.emplace_back(i, status(peers_[i]));
  }
}

host_status muster::status(const peer& to) const {
  const bool begun = state_ != state::gathering && state_ != state::failed;
  return {.phase = phase(), .without_you = begun && !to.counted, .round = round_};
}

host_phase muster::phase() const {
  if (leaving_) return host_phase::leaving;
  if (state_ == state::finishing || state_ == state::over) return host_phase::finished;
  return state_ == state::running ? host_phase::running : host_phase::ready;
}

}  // namespace starling::actors
