#include "transports/datagram/datagram_session.hpp"

#include <algorithm>
#include <utility>

namespace starling::transports {

using messages::duration;
using messages::time_point;
using namespace std::chrono_literals;

namespace {

constexpr duration ack_delay = 5ms;
constexpr std::size_t fragments_per_ack = 16;
constexpr duration try_again_max = 1s;
constexpr std::size_t pings_per_silence = 5;

std::size_t fragments_of(const std::vector<std::byte>& frame) {
  return std::max<std::size_t>(1, (frame.size() + fragment_max - 1) / fragment_max);
}

std::string seconds(duration d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

}  // namespace

void datagram_effects::clear() {
  opened = false;
  received.clear();
  bytes.clear();
  ends.clear();
  refused = 0;
  closed.reset();
}

datagram_session::datagram_session(const datagram_limits& limits, std::uint64_t nonce,
                                   std::uint64_t token, state first, time_point now)
    : limits_(limits),
      state_(first),
      nonce_(nonce),
      token_(token),
      receiver_(limits.reassembly),
      start_(now),
      last_heard_(now),
      next_ping_(now + limits.silence_max / pings_per_silence),
      next_try_(now) {}

datagram_session datagram_session::client(const datagram_limits& limits, std::uint64_t nonce,
                                          time_point now) {
  return {limits, nonce, 0, state::asking, now};
}

datagram_session datagram_session::server(const datagram_limits& limits, std::uint64_t token,
                                          time_point now) {
  return {limits, 0, token, state::opening, now};
}

std::optional<std::uint64_t> datagram_session::token() const {
  if (state_ == state::asking) return std::nullopt;
  return token_;
}

void datagram_session::step(datagram_event event, time_point now, datagram_effects& out) {
  if (state_ == state::closed) return;
  if (const auto* heard = std::get_if<datagram_heard>(&event)) {
    on(*heard, now, out);
  } else if (auto* offered = std::get_if<frame_offered>(&event)) {
    sender_.offer(std::move(offered->frame));
  } else if (std::holds_alternative<deadline_passed>(event)) {
    on_deadline(now, out);
  } else if (std::holds_alternative<reading_paused>(event)) {
    paused_ = true;
  } else if (std::holds_alternative<reading_resumed>(event)) {
    paused_ = false;
    if (!held_.empty()) ack_by_ = now;
    deliver(out);
  } else if (!close_by_) {
    close_by_ = now + limits_.linger_max;
    if (state_ == state::open) state_ = state::closing;
    if (!open() && sender_.idle()) end("", out);
    next_try_ = now;
    try_again_ = 100ms;
  }
  if (state_ != state::closed) pump(now, out);
}

void datagram_session::on(const datagram_heard& e, time_point now, datagram_effects& out) {
  const auto d = decode_datagram(e.bytes);
  if (!d || d->head.token != (d->head.kind == datagram_kind::challenge ? nonce_ : token_)) {
    ++out.refused;
    return;
  }
  switch (d->head.kind) {
    case datagram_kind::challenge:
    case datagram_kind::open:
    case datagram_kind::welcome:
      return on_handshake(*d, now, out);
    case datagram_kind::data:
      last_heard_ = now;
      return on_data(*d, now, out);
    case datagram_kind::ack:
      last_heard_ = now;
      return on_ack(*d, now, out);
    case datagram_kind::ping:
      last_heard_ = now;
      echo_ = d->head.sent_at;
      ack_by_ = now;
      return;
    case datagram_kind::goodbye:
      return on_goodbye(now, out);
    case datagram_kind::unknown:
      if (state_ == state::asking || goodbye_heard_) return;
      return end(state_ == state::closing ? "" : "the other side has lost the session", out);
    case datagram_kind::hello:
      ++out.refused;
  }
}

void datagram_session::on_handshake(const datagram& d, time_point now, datagram_effects& out) {
  if (d.head.kind == datagram_kind::challenge && state_ == state::asking && d.payload.size() == 8) {
    token_ = decode_number(d.payload);
    state_ = state::opening;
    next_try_ = now;
    try_again_ = 100ms;
  } else if (d.head.kind == datagram_kind::welcome && state_ == state::opening && nonce_ != 0) {
    last_heard_ = now;
    become_open(out);
  } else if (d.head.kind == datagram_kind::open && nonce_ == 0) {
    last_heard_ = now;
    if (state_ == state::opening) become_open(out);
    say(datagram_kind::welcome, {}, now, out);
  }
}

void datagram_session::become_open(datagram_effects& out) {
  state_ = close_by_ ? state::closing : state::open;
  out.opened = true;
}

void datagram_session::on_data(const datagram& d, time_point now, datagram_effects& out) {
  const auto f = decode_fragment(d);
  if (!f || state_ == state::asking || (state_ == state::opening && nonce_ == 0)) {
    ++out.refused;
    return;
  }
  if (state_ == state::opening) become_open(out);  // the welcome was lost or is late
  using outcome = datagram_receiver::outcome;
  complete_.clear();
  switch (receiver_.take(*f, now, complete_)) {
    case outcome::taken:
    case outcome::duplicate:
      break;
    case outcome::beyond_window:
      ++out.refused;
      return;
    case outcome::too_long:
      ++out.refused;
      return end("the other side sent a frame that is too long", out);
    case outcome::contradicting:
    case outcome::too_many_messages:
    case outcome::too_many_bytes:
      ++out.refused;
      return end("the other side broke a limit of reassembly", out);
  }
  if (unacked_++ == 0) echo_ = d.head.sent_at;
  const bool at_once = f->ack_at_once || receiver_.gap() || unacked_ >= fragments_per_ack;
  const auto by = at_once ? now : now + ack_delay;
  ack_by_ = std::min(ack_by_.value_or(by), by);
  for (auto& frame : complete_) {
    held_fragments_ += fragments_of(frame);
    held_.push_back(std::move(frame));
  }
  deliver(out);
}

void datagram_session::deliver(datagram_effects& out) {
  if (paused_) return;
  for (auto& frame : held_) out.received.push_back(std::move(frame));
  held_.clear();
  held_fragments_ = 0;
  if (goodbye_heard_) end("", out);
}

void datagram_session::on_ack(const datagram& d, time_point now, datagram_effects& out) {
  const auto a = decode_acknowledgement(d);
  if (!a || !open() || !sender_.acknowledged(*a, now)) {
    ++out.refused;
    return;
  }
  if (d.head.echo == 0) return;
  const auto round_trip = std::chrono::microseconds(clock(now) - d.head.echo);
  if (round_trip < 60s) sender_.measured(round_trip);
}

/// The other side has had all that it sent acknowledged.
void datagram_session::on_goodbye(time_point now, datagram_effects& out) {
  if (state_ == state::asking) return;
  say(datagram_kind::goodbye, {}, now, out);
  goodbye_heard_ = true;
  if (held_.empty()) end("", out);
}

void datagram_session::on_deadline(time_point now, datagram_effects& out) {
  if (!open() && now >= start_ + limits_.connect_max) {
    return end("the other side did not answer within " + seconds(limits_.connect_max), out);
  }
  if (close_by_ && now >= *close_by_) {
    return end(sender_.idle() ? "" : "the other side did not take what was queued", out);
  }
  if (!open() || goodbye_heard_) return;
  if (now >= last_heard_ + limits_.silence_max) {
    const bool all_arrived = state_ == state::closing && sender_.idle();
    return end(all_arrived ? "" : "nothing was heard for " + seconds(limits_.silence_max), out);
  }
  const auto waiting = sender_.waiting_since();
  if (waiting && now >= *waiting + limits_.give_up_after) {
    return end("nothing was acknowledged for " + seconds(limits_.give_up_after), out);
  }
  if (const auto overdue = receiver_.overdue(); overdue && now >= *overdue) {
    return end("a frame stayed incomplete for too long", out);
  }
  if (const auto due = sender_.next_deadline(); due && now >= *due) sender_.timed_out(now);
}

void datagram_session::pump(time_point now, datagram_effects& out) {
  if (!open()) return pump_handshake(now, out);
  if (goodbye_heard_) return;  // only the owner's taking what is held is waited for
  fragments_.clear();
  sender_.send(now, fragments_);
  for (const auto& f : fragments_) {
    encode(head(datagram_kind::data, now), f, out.bytes);
    out.ends.push_back(out.bytes.size());
  }
  if (ack_by_ && now >= *ack_by_) send_ack(now, out);
  if (now >= next_ping_) {
    next_ping_ = now + limits_.silence_max / pings_per_silence;
    if (now >= last_heard_ + limits_.silence_max / pings_per_silence) {
      say(datagram_kind::ping, {}, now, out);
    }
  }
  if (state_ == state::closing && sender_.idle() && now >= next_try_) {
    say(datagram_kind::goodbye, {}, now, out);
    next_try_ = now + try_again_;
  }
}

void datagram_session::pump_handshake(time_point now, datagram_effects& out) {
  if (nonce_ == 0 || now < next_try_) return;
  std::vector<std::byte> payload;
  if (state_ == state::asking) {
    encode_number(0, 8, payload);  // as long as the answer: nothing is gained by asking for others
    auto h = head(datagram_kind::hello, now);
    h.token = nonce_;
    encode(h, payload, out.bytes);
    out.ends.push_back(out.bytes.size());
  } else {
    encode_number(nonce_, 8, payload);
    say(datagram_kind::open, payload, now, out);
  }
  next_try_ = now + try_again_;
  try_again_ = std::min(2 * try_again_, try_again_max);
}

void datagram_session::send_ack(time_point now, datagram_effects& out) {
  auto h = head(datagram_kind::ack, now);
  h.echo = std::exchange(echo_, 0);
  encode(h, receiver_.acknowledge(held_fragments_), out.bytes);
  out.ends.push_back(out.bytes.size());
  ack_by_.reset();
  unacked_ = 0;
}

void datagram_session::say(datagram_kind kind, std::span<const std::byte> payload, time_point now,
                           datagram_effects& out) {
  encode(head(kind, now), payload, out.bytes);
  out.ends.push_back(out.bytes.size());
}

void datagram_session::end(std::string why, datagram_effects& out) {
  state_ = state::closed;
  for (auto& frame : held_) {
    if (!paused_) out.received.push_back(std::move(frame));
  }
  held_.clear();
  out.closed = std::move(why);
}

datagram_head datagram_session::head(datagram_kind kind, time_point now) const {
  return {kind, false, token_, clock(now), 0};
}

/// Never 0, which means no time.
std::uint32_t datagram_session::clock(time_point now) const {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - start_).count();
  return static_cast<std::uint32_t>(micros) | 1U;
}

std::optional<time_point> datagram_session::next_deadline() const {
  if (state_ == state::closed) return std::nullopt;
  std::optional<time_point> first = close_by_;
  const auto also = [&first](std::optional<time_point> t) {
    if (t && (!first || *t < *first)) first = t;
  };
  if (!open()) {
    also(start_ + limits_.connect_max);
    if (nonce_ != 0) also(next_try_);
    return first;
  }
  if (goodbye_heard_) return first;
  also(last_heard_ + limits_.silence_max);
  also(next_ping_);
  also(ack_by_);
  also(sender_.next_deadline());
  if (const auto waiting = sender_.waiting_since()) also(*waiting + limits_.give_up_after);
  also(receiver_.overdue());
  if (state_ == state::closing && sender_.idle()) also(next_try_);
  return first;
}

}  // namespace starling::transports
