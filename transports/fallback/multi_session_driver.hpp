#pragma once

#include "transports/ip/io_thread_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "transports/channel/session_driver.hpp"
#include "transports/fallback/fallback_session.hpp"

namespace starling::transports {

/// By which the side that listens knows that several channels belong to one peer.
using peer_token = std::array<std::byte, 16>;

/// The first frame on each route.
struct route_hello {
  peer_token token{};
  std::uint32_t rank = 0;
};
std::vector<std::byte> encode(const route_hello& h);
std::optional<route_hello> decode_hello(std::span<const std::byte> frame);

/// Of one route: longer by the head, and with room for all that may be sent again.
channel_options options_of_route(channel_options options);

/// One side of a channel made of several: channels and a timer around `fallback_session`, all on
/// the I/O thread.
class multi_session final : public session {
 public:
  explicit multi_session(const channel_options& options);

  /// The side that connects, on the I/O thread.
  void open_parts(const endpoint& to);
  /// The other side. From now on it lives until it is over.
  void serve() { alive_ = self(); }
  /// A channel that said hello, with what has arrived on it since. On the I/O thread.
  void attach(std::uint32_t id, std::uint32_t rank, std::shared_ptr<channel> of);
  void heard(std::uint32_t id, std::span<const std::byte> bytes) { feed(route_heard{{id}, bytes}); }
  void lost(std::uint32_t id);
  [[nodiscard]] bool gone() const { return over(); }
  [[nodiscard]] std::size_t routes() const { return links_.size(); }
  std::function<void()> on_end;

 private:
  std::shared_ptr<multi_session> self() {
    return std::static_pointer_cast<multi_session>(shared_from_this());
  }
  void signal() override {
    boost::asio::post(io_thread(), [me = self()] { me->carry_out(me->take_wishes()); });
  }
  void carry_out(unsigned wishes);
  void feed(fallback_event event);
  void offer_queued();
  void perform();
  void deliver();
  void end_if_closed();
  void begin_to_close();
  void arm();
  void open_part(std::uint32_t rank);
  void try_again();
  void end(std::string why);

  fallback_session core_;
  fallback_effects effects_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer again_;
  boost::asio::steady_timer linger_;
  std::shared_ptr<multi_session> alive_;  ///< Itself, until it is over.
  std::string last_error_;
  messages::time_point armed_ = messages::time_point::max();
  std::map<std::uint32_t, std::shared_ptr<channel>> links_;  ///< Those that are open, by route.
  std::deque<std::vector<std::byte>> inbox_;
  bool core_paused_ = false;
  bool ending_ = false;
  std::optional<std::string> closed_why_;
  std::uint64_t retransmitted_ = 0;

  std::vector<endpoint> parts_;  ///< On the side that connects.
  std::map<std::uint32_t, std::pair<std::uint32_t, std::shared_ptr<channel>>> opening_;
  peer_token token_{};
  std::uint32_t next_id_ = 0;
  std::vector<bool> part_is_there_;
};

}  // namespace starling::transports
