#include "transports/fallback/multi_session_driver.hpp"

#include <sodium/randombytes.h>

#include <algorithm>
#include <chrono>

#include "transports/channel/catalogue_driver.hpp"

namespace starling::transports {

namespace asio = boost::asio;
using boost::system::error_code;
using messages::time_point;

namespace {

constexpr std::byte hello{1};
constexpr std::size_t hello_size = 1 + 16 + 4;  ///< Kind, token, rank.
constexpr auto open_again_after = std::chrono::seconds(1);
constexpr std::uint64_t frame_max_of_all = std::uint64_t{1} << 29U;

fallback_limits limits_of(const channel_options& options) {
  fallback_limits limits;
  limits.policy = options.policy;
  limits.frame_max = options.frame_max.value;
  limits.connect_max = options.connect_max;
  limits.silence_max = options.silence_max;
  limits.linger_max = options.linger_max;
  return limits;
}

channel_traits traits_of(const channel_options& options) {
  return {{std::min(options.frame_max.value, frame_max_of_all)},
          true,
          true,
          std::chrono::microseconds(60),
          3e8,
          0.3};
}

time_point now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

std::vector<std::byte> encode(const route_hello& h) {
  std::vector<std::byte> bytes(hello_size);
  bytes[0] = hello;
  std::copy(h.token.begin(), h.token.end(), bytes.begin() + 1);
  for (unsigned i = 0; i < 4; ++i) bytes[17 + i] = static_cast<std::byte>(h.rank >> (8 * i));
  return bytes;
}

std::optional<route_hello> decode_hello(std::span<const std::byte> frame) {
  if (frame.size() != hello_size || frame[0] != hello) return std::nullopt;
  route_hello h;
  std::copy_n(frame.begin() + 1, h.token.size(), h.token.begin());
  for (unsigned i = 0; i < 4; ++i) {
    h.rank |= std::to_integer<std::uint32_t>(frame[17 + i]) << (8 * i);
  }
  return h;
}

channel_options options_of_route(channel_options options) {
  options.frame_max = {
      std::max(options.frame_max.value + fallback_head_size, std::uint64_t{fallback_control_max})};
  options.queue_max = {2 * (fallback_limits{}.unacked_max + options.frame_max.value)};
  return options;
}

multi_session::multi_session(const channel_options& options)
    : session(traits_of(options), options),
      core_(limits_of(options), now()),
      timer_(io_thread()),
      again_(io_thread()),
      linger_(io_thread()) {}

void multi_session::open_parts(const endpoint& to) {
  alive_ = self();
  parts_ = to.parts;
  part_is_there_.assign(parts_.size(), false);
  randombytes_buf(token_.data(), token_.size());
  for (std::uint32_t rank = 0; rank < parts_.size(); ++rank) open_part(rank);
  try_again();
  arm();
}

void multi_session::open_part(std::uint32_t rank) {
  const auto id = next_id_++;
  const std::weak_ptr<multi_session> weak = self();
  const auto on_io = [weak](auto what) {
    asio::post(io_thread(), [weak, what = std::move(what)]() mutable {
      if (const auto me = weak.lock(); me && !me->over()) what(*me);
    });
  };
  channel_events events;
  events.opened = [on_io, id, rank] {
    on_io([id, rank](multi_session& me) {
      const auto at = me.opening_.find(id);
      if (at == me.opening_.end()) return;
      auto link = std::move(at->second.second);
      me.opening_.erase(at);
      if (link->send(encode(route_hello{me.token_, rank})) != send_status::accepted) return;
      me.attach(id, rank, std::move(link));
    });
  };
  events.received = [on_io, id](std::vector<std::byte> frame) {
    on_io([id, frame = std::move(frame)](multi_session& me) { me.heard(id, frame); });
  };
  events.closed = [on_io, id, rank](const std::string& why) {
    on_io([id, rank, why](multi_session& me) {
      me.last_error_ = why;
      me.part_is_there_[rank] = false;
      me.opening_.erase(id);
      me.lost(id);
    });
  };
  auto made = open_channel(parts_[rank], std::move(events), options_of_route(options_));
  if (!made) {
    last_error_ = made.error();
    return;
  }
  part_is_there_[rank] = true;
  opening_.emplace(id, std::pair(rank, std::shared_ptr<channel>(std::move(*made))));
}

/// Once a second: the parts that have closed.
void multi_session::try_again() {
  again_.expires_after(open_again_after);
  again_.async_wait([weak = std::weak_ptr(self())](error_code error) {
    const auto me = weak.lock();
    if (error || !me || me->over()) return;
    for (std::uint32_t rank = 0; rank < me->parts_.size(); ++rank) {
      if (!me->part_is_there_[rank]) me->open_part(rank);
    }
    me->try_again();
  });
}

void multi_session::attach(std::uint32_t id, std::uint32_t rank, std::shared_ptr<channel> of) {
  if (over()) return;
  const auto traits = of->traits();
  links_.emplace(id, std::move(of));
  feed(route_opened{{id}, rank, traits});
}

void multi_session::lost(std::uint32_t id) {
  const auto at = links_.find(id);
  if (at == links_.end()) return;
  const auto gone = std::move(at->second);
  links_.erase(at);
  feed(route_closed{{id}});
}

void multi_session::feed(fallback_event event) {
  if (over()) return;
  if (paused() != core_paused_) {
    core_paused_ = paused();
    if (core_paused_) core_.step(taking_paused{}, now(), effects_);
    if (!core_paused_) core_.step(taking_resumed{}, now(), effects_);
  }
  core_.step(std::move(event), now(), effects_);
  perform();
  offer_queued();
  arm();
}

void multi_session::carry_out(unsigned wishes) {
  if (over()) return;
  if ((wishes & to_resume) != 0) {
    deliver();
    end_if_closed();
    feed(time_passed{});
  }
  if ((wishes & (to_close | to_vanish)) != 0) {
    if ((wishes & to_vanish) != 0) inbox_.clear();
    begin_to_close();
  }
  offer_queued();
  arm();
}

void multi_session::begin_to_close() {
  end_if_closed();
  if (ending_ || over()) return;
  ending_ = true;
  linger_.expires_after(options_.linger_max);
  linger_.async_wait([weak = std::weak_ptr(self())](error_code error) {
    const auto me = weak.lock();
    if (error || !me) return;
    me->end("the other side did not take what was queued");
  });
}

void multi_session::offer_queued() {
  while (!over() && core_.wants_frame()) {
    std::vector<std::byte> frame;
    {
      const std::scoped_lock lock(mutex_);
      if (queue_.empty()) break;
      frame = queue_.pop();
    }
    core_.step(send_wanted{std::move(frame)}, now(), effects_);
    perform();
    say_writable();
  }
  if (over() || !ending_ || core_.closed()) return;
  {
    const std::scoped_lock lock(mutex_);
    if (!queue_.empty()) return;
  }
  core_.step(ending_wanted{}, now(), effects_);
  perform();
}

void multi_session::perform() {
  if (effects_.opened) say_opened();
  for (auto& frame : effects_.received) inbox_.push_back(std::move(frame));
  for (; effects_.refused > 0; --effects_.refused) count_refused();
  if (effects_.closed) closed_why_ = std::move(effects_.closed);
  for (auto& s : effects_.sent) {
    const auto at = links_.find(s.route.value);
    // What a route does not take is sent again when nothing is acknowledged.
    if (at != links_.end()) static_cast<void>(at->second->send(std::move(s.bytes)));
  }
  effects_.clear();
  count_retransmitted(core_.retransmitted() - std::exchange(retransmitted_, core_.retransmitted()));
  deliver();
  end_if_closed();
}

void multi_session::deliver() {
  while (!inbox_.empty() && !paused() && !over()) {
    auto frame = std::move(inbox_.front());
    inbox_.pop_front();
    say_received(std::move(frame));
  }
}

void multi_session::end_if_closed() {
  if (closed_why_ && (!closed_why_->empty() || inbox_.empty())) end(*closed_why_);
}

void multi_session::arm() {
  const auto due = core_.next_deadline();
  if (over() || !due || *due >= armed_) return;
  armed_ = *due;
  timer_.expires_at(armed_);
  timer_.async_wait([weak = std::weak_ptr(self())](error_code error) {
    const auto me = weak.lock();
    if (error || !me) return;
    me->armed_ = time_point::max();
    if (me->over()) return;
    const auto next = me->core_.next_deadline();
    if (next && *next <= now()) return me->feed(time_passed{});
    me->arm();
  });
}

void multi_session::end(std::string why) {
  if (over()) return;
  timer_.cancel();
  again_.cancel();
  linger_.cancel();
  if (!why.empty() && !last_error_.empty()) why += ": " + last_error_;
  say_closed(std::move(why));
  links_.clear();  // each still sends what it has
  opening_.clear();
  if (on_end) std::exchange(on_end, {})();
  asio::post(io_thread(), [last = std::move(alive_)] {});
}

}  // namespace starling::transports
