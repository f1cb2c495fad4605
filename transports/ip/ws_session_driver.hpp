#pragma once

#include "transports/ip/io_thread_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "transports/channel/session_driver.hpp"

namespace starling::transports {

/// An open WebSocket as a session. Both sides ping, so that one that does not read is still heard.
/// `Stream`: a Beast WebSocket stream, plain or over TLS. Used on the I/O thread.
template <class Stream>
class ws_session final : public session {
 public:
  ws_session(const channel_traits& traits, const channel_options& options)
      : session(traits, options), timer_(io_thread()), pulse_(io_thread()) {}

  /// For the handshake; `start` has not been called.
  void expect_opening();
  [[nodiscard]] bool gone() const { return over(); }
  /// Takes over a stream whose handshake is done.
  void start(std::unique_ptr<Stream> stream);
  void end(std::string why);
  /// Called once, when it is over.
  std::function<void()> on_end;

 private:
  using error_code = boost::system::error_code;
  using close_reason = boost::beast::websocket::close_reason;

  std::shared_ptr<ws_session> self() {
    return std::static_pointer_cast<ws_session>(shared_from_this());
  }
  void signal() override {
    boost::asio::post(io_thread(), [me = self()] { me->carry_out(me->take_wishes()); });
  }
  void carry_out(unsigned wishes);
  void read();
  void take(error_code error);
  void write();
  void written(error_code error);
  void begin_to_close();
  void say_goodbye(close_reason reason, std::string why);
  void beat();
  std::string words_for(error_code error);
  bool nothing_waits() {
    const std::scoped_lock lock(mutex_);
    return queue_.empty();
  }

  std::unique_ptr<Stream> stream_;
  boost::asio::steady_timer timer_;  ///< Of the handshake and of the close.
  boost::asio::steady_timer pulse_;
  std::vector<std::byte> incoming_;
  messages::time_point heard_{};
  bool reading_ = false;
  bool writing_ = false;
  bool pinging_ = false;
  bool closing_ = false;
  bool goodbye_said_ = false;
};

template <class Stream>
void ws_session<Stream>::expect_opening() {
  timer_.expires_after(options_.connect_max);
  timer_.async_wait([me = self()](error_code error) {
    if (!error) me->end("the other side did not open in time");
  });
}

template <class Stream>
void ws_session<Stream>::start(std::unique_ptr<Stream> stream) {
  if (over()) return;
  if (!closing_) timer_.cancel();
  stream_ = std::move(stream);
  stream_->binary(true);
  stream_->auto_fragment(false);
  stream_->read_message_max(traits().frame_max.value);
  stream_->control_callback([this](boost::beast::websocket::frame_type, auto) {
    heard_ = std::chrono::steady_clock::now();
  });
  heard_ = std::chrono::steady_clock::now();
  say_opened();
  beat();
  carry_out(take_wishes() | to_send | to_resume);
}

template <class Stream>
void ws_session<Stream>::carry_out(unsigned wishes) {
  if (over()) return;
  if ((wishes & (to_close | to_vanish)) != 0) begin_to_close();
  if (!stream_ || over()) return;
  if ((wishes & to_send) != 0) write();
  if ((wishes & to_resume) != 0) {
    heard_ = std::chrono::steady_clock::now();
    read();
  }
}

template <class Stream>
void ws_session<Stream>::read() {
  if (reading_ || paused() || over()) return;
  reading_ = true;
  incoming_.clear();
  auto into =
      std::make_shared<boost::asio::dynamic_vector_buffer<std::byte, std::allocator<std::byte>>>(
          boost::asio::dynamic_buffer(incoming_));
  stream_->async_read(*into, [me = self(), into](error_code error, std::size_t) {
    me->reading_ = false;
    if (!me->over()) me->take(error);
  });
}

template <class Stream>
void ws_session<Stream>::take(error_code error) {
  namespace websocket = boost::beast::websocket;
  if (error) {
    const bool too_long = error == websocket::error::message_too_big;
    if (too_long) count_refused();
    return end(goodbye_said_ ? "" : words_for(error));
  }
  heard_ = std::chrono::steady_clock::now();
  if (!stream_->got_binary()) {
    count_refused();
    return say_goodbye({websocket::close_code::unknown_data, "binary messages only"},
                       "the other side sent text");
  }
  say_received(std::exchange(incoming_, {}));
  read();
}

template <class Stream>
std::string ws_session<Stream>::words_for(error_code error) {
  namespace websocket = boost::beast::websocket;
  if (error == websocket::error::message_too_big) {
    return "the other side sent a frame that is too long";
  }
  if (error != websocket::error::closed) return error.message();
  const auto& reason = stream_->reason();
  const bool in_order = reason.code == websocket::close_code::normal ||
                        reason.code == websocket::close_code::going_away ||
                        reason.code == websocket::close_code::none;
  if (in_order) return "";
  return "the other side closed with code " + std::to_string(reason.code) + " " +
         std::string(reason.reason.data(), reason.reason.size());
}

template <class Stream>
void ws_session<Stream>::write() {
  if (writing_ || goodbye_said_ || over()) return;
  boost::asio::const_buffer buffer;
  bool empty = false;
  {
    const std::scoped_lock lock(mutex_);
    empty = queue_.empty();
    if (!empty) {
      const auto& frame = queue_.frames().front();
      buffer = boost::asio::const_buffer(frame.data(), frame.size());
    }
  }
  if (empty) {
    if (closing_) say_goodbye(boost::beast::websocket::close_code::normal, "");
    return;
  }
  writing_ = true;
  stream_->async_write(buffer, [me = self()](error_code error, std::size_t) {
    me->writing_ = false;
    if (!me->over()) me->written(error);
  });
}

template <class Stream>
void ws_session<Stream>::written(error_code error) {
  // What the other side said last is found by reading.
  if (error && reading_ && error == boost::beast::websocket::error::closed) return;
  if (error) return end(goodbye_said_ ? "" : words_for(error));
  {
    const std::scoped_lock lock(mutex_);
    queue_.pop();
  }
  say_writable();
  write();
}

template <class Stream>
void ws_session<Stream>::begin_to_close() {
  if (closing_) return;
  closing_ = true;
  if (!stream_ && nothing_waits()) return end("");
  timer_.expires_after(options_.linger_max);
  timer_.async_wait([me = self()](error_code error) {
    if (error) return;
    me->end(me->goodbye_said_ ? "" : "the other side did not take what was queued");
  });
  if (stream_) write();
}

template <class Stream>
void ws_session<Stream>::say_goodbye(close_reason reason, std::string why) {
  if (goodbye_said_) return;
  goodbye_said_ = true;
  stream_->async_close(
      reason, [me = self(), why = std::move(why)](error_code) mutable { me->end(std::move(why)); });
}

/// Pings, and closes when nothing has been heard for too long although it reads.
template <class Stream>
void ws_session<Stream>::beat() {
  if (over()) return;
  const auto now = std::chrono::steady_clock::now();
  if (reading_ && now - heard_ >= options_.silence_max) return end("nothing was heard in time");
  if (!pinging_ && !goodbye_said_) {
    pinging_ = true;
    stream_->async_ping({}, [me = self()](error_code) { me->pinging_ = false; });
  }
  pulse_.expires_after(options_.silence_max / 5);
  pulse_.async_wait([me = self()](error_code error) {
    if (!error) me->beat();
  });
}

template <class Stream>
void ws_session<Stream>::end(std::string why) {
  if (over()) return;
  timer_.cancel();
  pulse_.cancel();
  if (stream_) boost::beast::get_lowest_layer(*stream_).close();
  say_closed(std::move(why));
  if (on_end) std::exchange(on_end, {})();
}

}  // namespace starling::transports
