#include "transports/ip/tcp_driver.hpp"

#include "transports/ip/io_thread_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstring>
#include <vector>

#include "transports/channel/frame_reader.hpp"
#include "transports/channel/session_driver.hpp"

namespace starling::transports {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Both sides begin with it: whoever says something else is a stranger.
constexpr std::array<char, 8> hello = {'S', 'T', 'A', 'R', 'T', 'C', 'P', '1'};
constexpr std::size_t frames_per_write = 64;

channel_traits traits_of(const channel_options& options) {
  return {options.frame_max, true, true, std::chrono::microseconds(20), 2e9, 0.2};
}

class tcp_session final : public session {
 public:
  tcp_session(tcp::socket socket, const channel_options& options, acceptor_gate* gate,
              std::shared_ptr<void> held)
      : session(traits_of(options), options),
        socket_(std::move(socket)),
        timer_(io_thread()),
        reader_(options.frame_max),
        gate_(gate),
        held_(std::move(held)) {}

  void connect(const endpoint& to);
  void greet();

 private:
  std::shared_ptr<tcp_session> self() {
    return std::static_pointer_cast<tcp_session>(shared_from_this());
  }
  void signal() override {
    asio::post(io_thread(), [me = self()] { me->carry_out(me->take_wishes()); });
  }
  void carry_out(unsigned wishes);
  void greeted(error_code error);
  void read();
  void take_frames();
  void write();
  void written(std::size_t frames);
  void begin_to_close();
  void say_goodbye();
  bool nothing_waits() {
    const std::scoped_lock lock(mutex_);
    return queue_.empty();
  }
  void end(std::string why);
  void arm(messages::duration after, std::string why);

  tcp::socket socket_;
  asio::steady_timer timer_;
  frame_reader reader_;
  acceptor_gate* gate_;         ///< Of the listener; null on the side that connects.
  std::shared_ptr<void> held_;  ///< What `gate_` lives in, and the listener's count of channels.
  std::array<char, hello.size()> heard_hello_{};
  std::array<frame_header, frames_per_write> headers_{};
  std::vector<asio::const_buffer> buffers_;
  bool open_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool goodbye_said_ = false;
};

void tcp_session::connect(const endpoint& to) {
  arm(options_.connect_max, "did not open in time");
  auto resolver = std::make_shared<tcp::resolver>(io_thread());
  resolver->async_resolve(
      to.host, std::to_string(to.port),
      [me = self(), resolver](error_code error, const tcp::resolver::results_type& found) {
        if (error) return me->end(error.message());
        for (const auto& each : found) {
          if (!each.endpoint().address().is_loopback()) {
            return me->end("plain TCP is for loopback only");
          }
        }
        asio::async_connect(me->socket_, found, [me](error_code failed, const tcp::endpoint&) {
          if (failed) return me->end(failed.message());
          me->greet();
        });
      });
}

void tcp_session::greet() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  if (gate_ != nullptr) arm(options_.connect_max, "did not open in time");
  asio::async_write(socket_, asio::buffer(hello), [me = self()](error_code error, std::size_t) {
    if (error) return me->end(error.message());
    asio::async_read(me->socket_, asio::buffer(me->heard_hello_),
                     [me](error_code failed, std::size_t) { me->greeted(failed); });
  });
}

void tcp_session::greeted(error_code error) {
  if (over()) return;
  if (error || heard_hello_ != hello) {
    if (gate_ != nullptr) ++gate_->refused;
    return end(error ? error.message() : "the other side does not speak this protocol");
  }
  if (!closing_) timer_.cancel();
  open_ = true;
  if (gate_ != nullptr && !gate_->accept(self())) return end("");
  say_opened();
  carry_out(take_wishes() | to_send | to_resume);
}

void tcp_session::carry_out(unsigned wishes) {
  if (over()) return;
  if ((wishes & (to_close | to_vanish)) != 0) begin_to_close();
  if (!open_) return;
  if ((wishes & to_send) != 0) write();
  if ((wishes & to_resume) != 0) take_frames();
}

void tcp_session::read() {
  if (reading_ || paused() || over()) return;
  reading_ = true;
  const auto room = reader_.room();
  socket_.async_read_some(asio::buffer(room.data(), room.size()),
                          [me = self()](error_code error, std::size_t count) {
                            me->reading_ = false;
                            if (me->over()) return;
                            if (error) {
                              return me->end(me->goodbye_said_ ? "" : error.message());
                            }
                            me->reader_.filled(count);
                            me->take_frames();
                          });
}

void tcp_session::take_frames() {
  if (reading_) return;
  for (std::vector<std::byte> frame; !paused() && !over();) {
    const auto found = reader_.next(frame);
    if (found == frame_reader::found::frame) {
      say_received(std::move(frame));
    } else if (found == frame_reader::found::goodbye) {
      return end("");
    } else if (found == frame_reader::found::too_long) {
      count_refused();
      return end("the other side sent a frame that is too long");
    } else {
      return read();
    }
  }
}

void tcp_session::write() {
  if (writing_ || over() || goodbye_said_) return;
  buffers_.clear();
  std::size_t frames = 0;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& frame : queue_.frames()) {
      headers_[frames] = encode_frame_header(static_cast<std::uint32_t>(frame.size()));
      buffers_.emplace_back(asio::buffer(headers_[frames]));
      buffers_.emplace_back(frame.data(), frame.size());
      if (++frames == frames_per_write) break;
    }
  }
  if (frames == 0) {
    if (closing_) say_goodbye();
    return;
  }
  writing_ = true;
  asio::async_write(socket_, buffers_, [me = self(), frames](error_code error, std::size_t) {
    me->writing_ = false;
    if (me->over()) return;
    if (error) return me->end(error.message());
    me->written(frames);
  });
}

void tcp_session::written(std::size_t frames) {
  {
    const std::scoped_lock lock(mutex_);
    for (; frames > 0; --frames) static_cast<void>(queue_.pop());
  }
  say_writable();
  write();
}

void tcp_session::begin_to_close() {
  if (closing_) return;
  closing_ = true;
  if (!open_ && nothing_waits()) return end("");
  arm(options_.linger_max, "the other side did not take what was queued");
  if (open_) write();
}

/// Everything is sent. The other side closes when it reads this.
void tcp_session::say_goodbye() {
  goodbye_said_ = true;
  headers_[0] = encode_frame_header(frame_goodbye);
  asio::async_write(
      socket_, asio::buffer(headers_[0]), [me = self()](error_code error, std::size_t) {
        if (me->over()) return;
        if (error) return me->end("");
        error_code ignored;
        me->socket_.shutdown(tcp::socket::shutdown_send, ignored);
        me->resume();  // reads on until the other side has closed, or the timer ends it
      });
}

void tcp_session::end(std::string why) {
  if (over()) return;
  error_code ignored;
  timer_.cancel();
  socket_.close(ignored);
  say_closed(std::move(why));
}

void tcp_session::arm(messages::duration after, std::string why) {
  timer_.expires_after(after);
  timer_.async_wait([me = self(), why = std::move(why)](error_code error) mutable {
    if (!error) me->end(me->goodbye_said_ ? "" : std::move(why));
  });
}

/// Lives until the last session that it accepted has gone.
class tcp_acceptor final : public std::enable_shared_from_this<tcp_acceptor> {
 public:
  tcp_acceptor(tcp::acceptor socket, accept_callback accept, const channel_options& options)
      : gate(std::move(accept)), socket_(std::move(socket)), options_(options) {}

  void accept() {
    socket_.async_accept([me = shared_from_this()](error_code error, tcp::socket peer) {
      if (!me->socket_.is_open()) return;
      if (!error) me->take(std::move(peer));
      me->accept();
    });
  }
  void stop() {
    gate.stop();
    do_on_io_thread([this] {
      error_code ignored;
      socket_.close(ignored);
    });
  }

  acceptor_gate gate;

 private:
  void take(tcp::socket peer) {
    if (channels_ >= options_.channels_max) {
      ++gate.refused;
      return;
    }
    ++channels_;
    const std::shared_ptr<void> held(nullptr,
                                     [me = shared_from_this()](void*) { --me->channels_; });
    std::make_shared<tcp_session>(std::move(peer), options_, &gate, held)->greet();
  }

  tcp::acceptor socket_;
  channel_options options_;
  std::atomic<std::size_t> channels_ = 0;
};

class tcp_listener final : public listener {
 public:
  tcp_listener(std::shared_ptr<tcp_acceptor> of, std::string address)
      : of_(std::move(of)), address_(std::move(address)) {}
  ~tcp_listener() override { of_->stop(); }
  [[nodiscard]] std::string address() const override { return address_; }
  [[nodiscard]] std::uint64_t refused() const override { return of_->gate.refused; }

 private:
  std::shared_ptr<tcp_acceptor> of_;
  std::string address_;
};

messages::failure<std::string> loopback_only(const endpoint& e) {
  return {to_string(e) +
          ": plain TCP is neither encrypted nor signed and is for loopback only (accepted: an "
          "address of 127.0.0.0/8 or ::1; between hosts use wss or udp)"};
}

}  // namespace

messages::result<std::unique_ptr<channel>, std::string> open_tcp(const endpoint& to,
                                                                 channel_events events,
                                                                 const channel_options& options) {
  error_code no_literal;
  const auto address = asio::ip::make_address(to.host, no_literal);
  if (!no_literal && !address.is_loopback()) return loopback_only(to);
  auto made = std::make_shared<tcp_session>(tcp::socket(io_thread()), options, nullptr, nullptr);
  made->tell(std::move(events));
  asio::post(io_thread(), [made, to] { made->connect(to); });
  return make_channel(std::move(made));
}

messages::result<std::unique_ptr<listener>, std::string> listen_tcp(
    const endpoint& at, accept_callback accept, const channel_options& options) {
  const auto address = listening_address(at);
  if (!address) return messages::failure<std::string>{address.error()};
  if (!address->is_loopback()) return loopback_only(at);
  error_code error;
  tcp::acceptor socket(io_thread());
  const tcp::endpoint local(*address, at.port);
  socket.open(local.protocol(), error);
  if (!error) socket.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) socket.bind(local, error);
  if (!error) socket.listen(asio::socket_base::max_listen_connections, error);
  if (error) return messages::failure<std::string>{to_string(at) + ": " + error.message()};
  auto real = at;
  real.port = socket.local_endpoint(error).port();
  auto made = std::make_shared<tcp_acceptor>(std::move(socket), std::move(accept), options);
  asio::post(io_thread(), [made] { made->accept(); });
  return std::unique_ptr<listener>(std::make_unique<tcp_listener>(made, to_string(real)));
}

}  // namespace starling::transports
