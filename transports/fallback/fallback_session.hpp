#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "transports/channel/channel.hpp"
#include "transports/fallback/route_choice.hpp"

namespace starling::transports {

/// What is in front of a frame on each of the channels: a kind and a number.
inline constexpr std::size_t fallback_head_size = 9;
/// Longest of what is said besides frames.
inline constexpr std::size_t fallback_control_max = 32;

struct fallback_limits {
  route_policy policy = route_policy::order;
  std::uint64_t frame_max = std::uint64_t{16} << 20U;
  std::uint64_t unacked_max = std::uint64_t{8} << 20U;  ///< Bytes sent and not acknowledged.
  std::uint64_t held_max = std::uint64_t{8} << 20U;     ///< Bytes that the owner does not take now.
  messages::duration stall_max = std::chrono::milliseconds(700);  ///< Then another is taken.
  messages::duration connect_max = std::chrono::seconds(5);       ///< Until the first route opens.
  messages::duration silence_max = std::chrono::seconds(5);       ///< Nothing heard: closed.
  messages::duration linger_max = std::chrono::seconds(1);        ///< To close in good order.
};

using route_id = messages::strong<struct route_id_tag, std::uint32_t>;

// What happens to a session.
struct route_opened {
  route_id route;
  std::uint32_t rank = 0;
  channel_traits traits;
};
struct route_closed {
  route_id route;
};
struct route_heard {
  route_id route;
  std::span<const std::byte> bytes;
};
struct send_wanted {
  std::vector<std::byte> frame;
};
struct time_passed {};
struct taking_paused {};
struct taking_resumed {};
struct ending_wanted {};
using fallback_event = std::variant<route_opened, route_closed, route_heard, send_wanted,
                                    time_passed, taking_paused, taking_resumed, ending_wanted>;

/// What the owner must do, in the order of the members.
struct fallback_effects {
  struct sending {
    route_id route;
    std::vector<std::byte> bytes;
  };
  bool opened = false;
  std::vector<std::vector<std::byte>> received{};
  std::vector<sending> sent{};
  std::uint64_t refused = 0;
  std::optional<std::string> closed{};  ///< The last effect; empty: in good order.

  void clear() { *this = {}; }
};

/// One side of a channel that is made of several: frames carry numbers of its own, are acknowledged
/// end to end, and are sent again on the next route when one fails. Each arrives once, in order.
/// Pure: told the time, asks for a deadline.
class fallback_session {
 public:
  fallback_session(const fallback_limits& limits, messages::time_point now);

  /// Appends to `out`.
  void step(fallback_event event, messages::time_point now, fallback_effects& out);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

  /// Whether another frame is to be offered now.
  [[nodiscard]] bool wants_frame() const;
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] std::size_t unacknowledged() const { return unacked_.size(); }
  [[nodiscard]] std::uint64_t retransmitted() const { return retransmitted_; }
  /// The route that carries frames now.
  [[nodiscard]] std::optional<route_id> in_use() const;

 private:
  struct route {
    route_id id;
    route_view view;
    double bytes_per_second = 0;
    messages::time_point ping_at{};
    std::optional<messages::time_point> pinged{};
  };
  struct unacked_frame {
    std::vector<std::byte> bytes;  ///< With the head.
  };

  void on(route_opened e, messages::time_point now, fallback_effects& out);
  void on_closed(route_id id, messages::time_point now, fallback_effects& out);
  void on_heard(const route_heard& e, messages::time_point now, fallback_effects& out);
  void on_data(std::uint64_t number, std::span<const std::byte> frame, messages::time_point now,
               fallback_effects& out);
  void on_ack(std::uint64_t next, std::span<const std::byte> rest, messages::time_point now,
              fallback_effects& out);
  void on_deadline(messages::time_point now, fallback_effects& out);
  void deliver(fallback_effects& out);
  void choose(messages::time_point now, fallback_effects& out);
  void send_again(messages::time_point now, fallback_effects& out);
  void say_ack(fallback_effects& out);
  void say(route_id to, unsigned kind, std::uint64_t number, fallback_effects& out);
  void end(std::string why, fallback_effects& out);
  [[nodiscard]] messages::duration patience() const;
  [[nodiscard]] messages::duration ping_every() const;
  [[nodiscard]] std::size_t index_of(route_id id) const;
  [[nodiscard]] std::uint64_t limit() const;
  [[nodiscard]] messages::time_point silent_until() const;

  fallback_limits limits_;
  std::vector<route> routes_;
  std::optional<std::size_t> in_use_;
  bool opened_ = false;
  bool closed_ = false;
  messages::time_point last_heard_;
  std::optional<messages::time_point> close_by_;

  std::deque<unacked_frame> unacked_;
  std::uint64_t first_unacked_ = 0;
  std::uint64_t unacked_bytes_ = 0;
  std::uint64_t peer_limit_ = 64;
  messages::time_point progress_{};
  std::uint64_t retransmitted_ = 0;

  std::uint64_t next_ = 0;  ///< The number that is delivered next.
  std::map<std::uint64_t, std::vector<std::byte>> early_;
  std::deque<std::vector<std::byte>> held_;
  std::uint64_t held_bytes_ = 0;  ///< Of `early_` and `held_`.
  std::size_t heard_since_ack_ = 0;
  std::uint64_t heard_bytes_since_ack_ = 0;
  std::optional<messages::time_point> ack_by_;
  bool paused_ = false;
  bool goodbye_heard_ = false;
};

}  // namespace starling::transports
