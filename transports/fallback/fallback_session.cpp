#include "transports/fallback/fallback_session.hpp"

#include <algorithm>
#include <utility>

namespace starling::transports {

using messages::duration;
using messages::time_point;
using namespace std::chrono_literals;

namespace {

enum kind : unsigned { data = 2, ack = 3, goodbye = 4, ping = 5, pong = 6 };

constexpr std::uint64_t frames_ahead_max = 1024;
constexpr std::size_t frames_per_ack = 16;
constexpr std::uint64_t bytes_per_ack = std::uint64_t{1} << 20U;
constexpr duration ack_delay = 10ms;
constexpr duration ping_at_least_every = 1s;
constexpr int pings_per_silence = 5;

void put(std::uint64_t number, std::vector<std::byte>& out) {
  for (unsigned i = 0; i < 8; ++i) out.push_back(static_cast<std::byte>(number >> (8 * i)));
}

std::uint64_t number_at(std::span<const std::byte> bytes) {
  std::uint64_t n = 0;
  for (unsigned i = 0; i < 8; ++i) n |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return n;
}

}  // namespace

fallback_session::fallback_session(const fallback_limits& limits, time_point now)
    : limits_(limits), last_heard_(now) {}

void fallback_session::step(fallback_event event, time_point now, fallback_effects& out) {
  if (closed_) return;
  if (auto* o = std::get_if<route_opened>(&event)) {
    on(*o, now, out);
  } else if (const auto* c = std::get_if<route_closed>(&event)) {
    on_closed(c->route, now, out);
  } else if (const auto* h = std::get_if<route_heard>(&event)) {
    on_heard(*h, now, out);
  } else if (auto* s = std::get_if<send_wanted>(&event)) {
    std::vector<std::byte> bytes;
    bytes.reserve(fallback_head_size + s->frame.size());
    bytes.push_back(static_cast<std::byte>(data));
    put(first_unacked_ + unacked_.size(), bytes);
    bytes.insert(bytes.end(), s->frame.begin(), s->frame.end());
    unacked_bytes_ += bytes.size();
    if (unacked_.empty()) progress_ = now;
    if (in_use_) out.sent.push_back({routes_[*in_use_].id, bytes});
    unacked_.push_back({std::move(bytes)});
  } else if (std::holds_alternative<taking_paused>(event)) {
    paused_ = true;
  } else if (std::holds_alternative<taking_resumed>(event)) {
    paused_ = false;
    if (!held_.empty()) ack_by_ = now;
    deliver(out);
  } else if (std::holds_alternative<ending_wanted>(event) && !close_by_) {
    close_by_ = now + limits_.linger_max;
    if (!opened_ && unacked_.empty()) end("", out);
  }
  if (!closed_) on_deadline(now, out);
}

bool fallback_session::wants_frame() const {
  return opened_ && !closed_ && in_use_ && unacked_bytes_ < limits_.unacked_max &&
         first_unacked_ + unacked_.size() < peer_limit_;
}

std::optional<route_id> fallback_session::in_use() const {
  if (!in_use_) return std::nullopt;
  return routes_[*in_use_].id;
}

std::size_t fallback_session::index_of(route_id id) const {
  const auto at =
      std::find_if(routes_.begin(), routes_.end(), [id](const route& r) { return r.id == id; });
  return static_cast<std::size_t>(at - routes_.begin());
}

void fallback_session::on(route_opened e, time_point now, fallback_effects& out) {
  routes_.push_back({e.route,
                     {true, e.rank, e.traits.latency, 0, e.traits.power},
                     e.traits.bytes_per_second,
                     now + ping_every(),
                     std::nullopt});
  last_heard_ = now;
  out.opened = out.opened || !opened_;
  opened_ = true;
  choose(now, out);
  say_ack(out);  // what the other side said while no route was there
}

void fallback_session::on_closed(route_id id, time_point now, fallback_effects& out) {
  const auto at = index_of(id);
  if (at == routes_.size()) return;
  routes_.erase(routes_.begin() + static_cast<std::ptrdiff_t>(at));
  if (in_use_ == at) {
    in_use_.reset();
  } else if (in_use_ && *in_use_ > at) {
    --*in_use_;
  }
  if (goodbye_heard_ && held_.empty()) return end("", out);
  choose(now, out);
}

/// Takes the best route. Where it is another than before, all that is not acknowledged goes there.
void fallback_session::choose(time_point now, fallback_effects& out) {
  std::vector<route_view> views;
  for (const auto& r : routes_) views.push_back(r.view);
  const auto best = choose_route(views, limits_.policy, in_use_);
  if (best == in_use_) return;
  in_use_ = best;
  if (best) send_again(now, out);
}

void fallback_session::send_again(time_point now, fallback_effects& out) {
  for (const auto& f : unacked_) out.sent.push_back({routes_[*in_use_].id, f.bytes});
  retransmitted_ += unacked_.size();
  progress_ = now;
}

void fallback_session::on_heard(const route_heard& e, time_point now, fallback_effects& out) {
  const auto at = index_of(e.route);
  if (at == routes_.size() || e.bytes.size() < fallback_head_size) {
    ++out.refused;
    return;
  }
  auto& r = routes_[at];
  last_heard_ = now;
  const auto said = std::to_integer<unsigned>(e.bytes[0]);
  const auto number = number_at(e.bytes.subspan(1));
  const auto rest = e.bytes.subspan(fallback_head_size);
  if (said == pong && r.pinged) r.view.latency = (now - *r.pinged) / 2;
  if (said == pong) r.pinged.reset();
  if (!r.view.usable) {  // it answers again
    r.view.usable = true;
    choose(now, out);
  }
  switch (said) {
    case data:
      return on_data(number, rest, now, out);
    case ack:
      return on_ack(number, rest, now, out);
    case ping:
      say(e.route, pong, number, out);
      return say_ack(out);
    case pong:
      return;
    case goodbye:
      goodbye_heard_ = number <= next_;
      if (goodbye_heard_ && held_.empty()) end("", out);
      return;
    default:
      ++out.refused;
  }
}

void fallback_session::on_data(std::uint64_t number, std::span<const std::byte> frame,
                               time_point now, fallback_effects& out) {
  ack_by_ = std::min(ack_by_.value_or(now + ack_delay), now + ack_delay);
  if (number < next_ || early_.contains(number)) {  // a second time
    ack_by_ = now;
    return;
  }
  const bool too_much = held_bytes_ > limits_.held_max + limits_.unacked_max;
  if (number >= next_ + frames_ahead_max || frame.size() > limits_.frame_max || too_much) {
    ++out.refused;
    return;
  }
  held_bytes_ += frame.size();
  early_.emplace(number, std::vector<std::byte>(frame.begin(), frame.end()));
  while (!early_.empty() && early_.begin()->first == next_) {
    held_.push_back(std::move(early_.begin()->second));
    early_.erase(early_.begin());
    ++next_;
  }
  ++heard_since_ack_;
  heard_bytes_since_ack_ += frame.size();
  if (heard_since_ack_ >= frames_per_ack || heard_bytes_since_ack_ >= bytes_per_ack) ack_by_ = now;
  deliver(out);
}

void fallback_session::deliver(fallback_effects& out) {
  if (paused_) return;
  for (auto& frame : held_) {
    held_bytes_ -= frame.size();
    out.received.push_back(std::move(frame));
  }
  held_.clear();
  if (goodbye_heard_) end("", out);
}

time_point fallback_session::silent_until() const {
  return last_heard_ + (opened_ ? limits_.silence_max : limits_.connect_max);
}

duration fallback_session::ping_every() const {
  return std::min(ping_at_least_every, limits_.silence_max / pings_per_silence);
}

std::uint64_t fallback_session::limit() const {
  return next_ + (held_bytes_ >= limits_.held_max || held_.size() >= frames_ahead_max
                      ? 0
                      : frames_ahead_max - held_.size());
}

void fallback_session::on_ack(std::uint64_t next, std::span<const std::byte> rest, time_point now,
                              fallback_effects& out) {
  if (rest.size() != 8 || next > first_unacked_ + unacked_.size()) {
    ++out.refused;
    return;
  }
  peer_limit_ = std::max(peer_limit_, number_at(rest));
  if (next <= first_unacked_) return;
  progress_ = now;
  for (; first_unacked_ < next; ++first_unacked_) {
    unacked_bytes_ -= unacked_.front().bytes.size();
    unacked_.pop_front();
  }
}

void fallback_session::say(route_id to, unsigned what, std::uint64_t number,
                           fallback_effects& out) {
  std::vector<std::byte> bytes = {static_cast<std::byte>(what)};
  put(number, bytes);
  if (what == ack) put(limit(), bytes);
  out.sent.push_back({to, std::move(bytes)});
}

void fallback_session::say_ack(fallback_effects& out) {
  if (!in_use_) return;
  say(routes_[*in_use_].id, ack, next_, out);
  ack_by_.reset();
  heard_since_ack_ = 0;
  heard_bytes_since_ack_ = 0;
}

/// How long nothing need be acknowledged: longer where much is under way on a slow route.
duration fallback_session::patience() const {
  const auto& r = routes_[*in_use_];
  const double seconds =
      r.bytes_per_second > 0 ? static_cast<double>(unacked_bytes_) / r.bytes_per_second : 0;
  const auto expected =
      std::chrono::duration_cast<duration>(std::chrono::duration<double>(seconds));
  return std::max(limits_.stall_max, 4 * (expected + r.view.latency));
}

void fallback_session::on_deadline(time_point now, fallback_effects& out) {
  if (close_by_ && (unacked_.empty() || now >= *close_by_)) {
    if (in_use_ && unacked_.empty()) say(routes_[*in_use_].id, goodbye, first_unacked_, out);
    return end(unacked_.empty() ? "" : "the other side did not take what was queued", out);
  }
  if (now >= silent_until()) {
    return end(opened_ ? "nothing was heard on any route" : "no route opened in time", out);
  }
  if (in_use_ && !unacked_.empty() && now >= progress_ + patience()) {
    auto& stalled = routes_[*in_use_].view;
    stalled.usable = false;
    stalled.failures += 1;
    in_use_.reset();
    choose(now, out);
    if (!in_use_) {  // there is none better: the same again
      stalled.usable = true;
      choose(now, out);
    }
  }
  if (ack_by_ && now >= *ack_by_) say_ack(out);
  for (auto& r : routes_) {
    if (now < r.ping_at) continue;
    r.ping_at = now + ping_every();
    r.view.failures *= 0.95;
    if (!r.pinged) r.pinged = now;
    say(r.id, ping, 0, out);
  }
}

void fallback_session::end(std::string why, fallback_effects& out) {
  closed_ = true;
  out.closed = std::move(why);
}

std::optional<time_point> fallback_session::next_deadline() const {
  if (closed_) return std::nullopt;
  std::optional<time_point> first = close_by_;
  const auto also = [&first](std::optional<time_point> t) {
    if (t && (!first || *t < *first)) first = t;
  };
  also(ack_by_ && in_use_ ? ack_by_ : std::nullopt);
  also(silent_until());
  if (in_use_ && !unacked_.empty()) also(progress_ + patience());
  for (const auto& r : routes_) also(r.ping_at);
  return first;
}

}  // namespace starling::transports
