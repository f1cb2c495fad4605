#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/types/time.hpp"
#include "transports/datagram/datagram_receiver.hpp"
#include "transports/datagram/datagram_sender.hpp"

namespace starling::transports {

struct datagram_limits {
  reassembly_limits reassembly{};
  messages::duration connect_max = std::chrono::seconds(5);
  messages::duration silence_max = std::chrono::seconds(5);     ///< Nothing heard: closed.
  messages::duration give_up_after = std::chrono::seconds(10);  ///< Nothing acknowledged: closed.
  messages::duration linger_max = std::chrono::seconds(1);      ///< To close in good order.
};

// What happens to a session.
struct datagram_heard {
  std::span<const std::byte> bytes;  ///< From the address of the session, with any content.
};
struct frame_offered {
  std::vector<std::byte> frame;  ///< At most as long as the other side's `frame_max`.
};
struct deadline_passed {};
struct reading_paused {};
struct reading_resumed {};
struct close_wanted {};  ///< What was offered is still sent, for `linger_max`.
using datagram_event = std::variant<datagram_heard, frame_offered, deadline_passed, reading_paused,
                                    reading_resumed, close_wanted>;

/// What the owner must do, in the order of the members.
struct datagram_effects {
  bool opened = false;
  std::vector<std::vector<std::byte>> received{};  ///< Frames to hand on.
  std::vector<std::byte> bytes{};                  ///< Datagrams to send, one behind the other.
  std::vector<std::size_t> ends{};                 ///< Where each of them ends.
  std::uint64_t refused = 0;                       ///< Datagrams that were malformed or too much.
  std::optional<std::string> closed{};             ///< Why; empty: in good order. The last effect.

  void clear();
};

/// One side of a reliable exchange of frames by datagrams: acknowledged, sent again, put together,
/// each frame once. Pure: told the time, asks for a deadline, draws nothing.
///
/// Frames may overtake each other. The owner offers a frame only while `wants_frame`.
class datagram_session {
 public:
  /// The side that connects. `nonce`: random; whoever knows it can answer in the server's place.
  static datagram_session client(const datagram_limits& limits, std::uint64_t nonce,
                                 messages::time_point now);
  /// The side that listens, for a token that `datagram_gate` has granted.
  static datagram_session server(const datagram_limits& limits, std::uint64_t token,
                                 messages::time_point now);

  /// Appends to `out`.
  void step(datagram_event event, messages::time_point now, datagram_effects& out);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

  [[nodiscard]] bool wants_frame() const { return open() && sender_.wants_frame(); }
  [[nodiscard]] std::uint64_t retransmitted() const { return sender_.retransmitted(); }
  [[nodiscard]] bool closed() const { return state_ == state::closed; }
  /// Frames offered of which not everything is acknowledged.
  [[nodiscard]] std::size_t unacknowledged() const { return sender_.frames_outstanding(); }
  /// Of the session; none before it has opened.
  [[nodiscard]] std::optional<std::uint64_t> token() const;

 private:
  enum class state : unsigned char { asking, opening, open, closing, closed };

  datagram_session(const datagram_limits& limits, std::uint64_t nonce, std::uint64_t token,
                   state first, messages::time_point now);

  [[nodiscard]] bool open() const { return state_ == state::open || state_ == state::closing; }
  void on(const datagram_heard& e, messages::time_point now, datagram_effects& out);
  void on_data(const datagram& d, messages::time_point now, datagram_effects& out);
  void on_ack(const datagram& d, messages::time_point now, datagram_effects& out);
  void on_handshake(const datagram& d, messages::time_point now, datagram_effects& out);
  void on_goodbye(messages::time_point now, datagram_effects& out);
  void on_deadline(messages::time_point now, datagram_effects& out);
  void become_open(datagram_effects& out);
  void deliver(datagram_effects& out);
  /// Everything that is due: handshake, fragments, acknowledgements, pings, goodbyes.
  void pump(messages::time_point now, datagram_effects& out);
  void pump_handshake(messages::time_point now, datagram_effects& out);
  void send_ack(messages::time_point now, datagram_effects& out);
  void say(datagram_kind kind, std::span<const std::byte> payload, messages::time_point now,
           datagram_effects& out);
  void end(std::string why, datagram_effects& out);
  [[nodiscard]] datagram_head head(datagram_kind kind, messages::time_point now) const;
  [[nodiscard]] std::uint32_t clock(messages::time_point now) const;

  datagram_limits limits_;
  state state_;
  std::uint64_t nonce_;
  std::uint64_t token_;
  datagram_sender sender_;
  datagram_receiver receiver_;
  messages::time_point start_;
  messages::time_point last_heard_;
  messages::time_point next_ping_;
  messages::time_point next_try_;  ///< Of the handshake or of the goodbye.
  messages::duration try_again_ = std::chrono::milliseconds(100);
  std::optional<messages::time_point> close_by_;
  bool goodbye_heard_ = false;
  std::size_t unacked_ = 0;  ///< Fragments heard since the last ack.
  std::optional<messages::time_point> ack_by_;
  std::uint32_t echo_ = 0;  ///< Of the first of them.
  bool paused_ = false;
  std::deque<std::vector<std::byte>> held_;  ///< Complete, while reading is paused.
  std::size_t held_fragments_ = 0;
  std::vector<std::vector<std::byte>> complete_;  ///< Kept for its memory, as `fragments_`.
  std::vector<fragment> fragments_;
};

}  // namespace starling::transports
