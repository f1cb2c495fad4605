#include "transports/ip/udp_driver.hpp"

#include "transports/ip/udp_port_driver.hpp"  // first: Asio needs <utility>

#include <sodium/randombytes.h>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <unordered_map>
#include <vector>

#include "transports/channel/session_driver.hpp"
#include "transports/datagram/datagram_gate.hpp"
#include "transports/datagram/datagram_session.hpp"

namespace starling::transports {

namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;
using messages::time_point;

constexpr std::uint64_t frame_max_of_all = std::uint64_t{1} << 30U;

channel_traits traits_of(const channel_options& options) {
  return {{std::min(options.frame_max.value, frame_max_of_all)},
          false,
          true,
          std::chrono::microseconds(50),
          3e8,
          0.3};
}

datagram_limits limits_of(const channel_options& options) {
  datagram_limits limits;
  auto& r = limits.reassembly;
  r.frame_max = std::min(options.frame_max.value, frame_max_of_all);
  r.bytes_max = 2 * r.frame_max + 2 * r.window * fragment_max;
  limits.connect_max = options.connect_max;
  limits.silence_max = options.silence_max;
  limits.give_up_after = 2 * options.silence_max;
  limits.linger_max = options.linger_max;
  return limits;
}

time_point now() {
  return std::chrono::steady_clock::now();
}

class udp_session final : public session {
 public:
  udp_session(const channel_options& options, datagram_session core)
      : session(traits_of(options), options),
        core_(std::move(core)),
        timer_(io_thread()),
        linger_(io_thread()) {}

  void connect(const endpoint& to);
  /// Of a listener: `on_end` is called when it is over.
  void serve(std::shared_ptr<udp_port> port, const udp::endpoint& peer,
             std::function<void()> on_end);
  void feed(datagram_event event);
  /// A datagram from anywhere, whose token was this session's.
  void hear(std::span<const std::byte> bytes, const udp::endpoint& from) {
    if (from == peer_) return feed(datagram_heard{bytes});
    count_refused();
  }

 private:
  std::shared_ptr<udp_session> self() {
    return std::static_pointer_cast<udp_session>(shared_from_this());
  }
  void signal() override {
    asio::post(io_thread(), [me = self()] { me->carry_out(me->take_wishes()); });
  }
  bool nothing_queued() {
    const std::scoped_lock lock(mutex_);
    return queue_.empty();
  }
  void carry_out(unsigned wishes);
  void offer_queued();
  void perform();
  void deliver();
  void end_if_closed();
  void begin_to_close();
  void arm();
  void end(std::string why);

  datagram_session core_;
  datagram_effects effects_;
  asio::steady_timer timer_;
  asio::steady_timer linger_;
  time_point armed_ = time_point::max();
  std::shared_ptr<udp_port> port_;
  udp::endpoint peer_;
  bool connected_ = false;  ///< The socket is this session's own.
  std::function<void()> on_end_;
  std::deque<std::vector<std::byte>> inbox_;  ///< Arrived while the owner paused.
  bool core_paused_ = false;
  bool ending_ = false;
  std::optional<std::string> closed_why_;
  std::uint64_t retransmitted_ = 0;
};

void udp_session::connect(const endpoint& to) {
  auto resolver = std::make_shared<udp::resolver>(io_thread());
  resolver->async_resolve(
      to.host, std::to_string(to.port),
      [me = self(), resolver](error_code error, const udp::resolver::results_type& found) {
        if (error || me->over()) return me->end(error.message());
        me->peer_ = found.begin()->endpoint();
        udp::socket socket(io_thread(), me->peer_.protocol());
        socket.connect(me->peer_, error);
        if (error) return me->end(error.message());
        me->connected_ = true;
        me->port_ = std::make_shared<udp_port>(std::move(socket));
        me->port_->listen([me](std::span<const std::byte> bytes, const udp::endpoint&) {
          me->feed(datagram_heard{bytes});
        });
        me->feed(deadline_passed{});
      });
}

void udp_session::serve(std::shared_ptr<udp_port> port, const udp::endpoint& peer,
                        std::function<void()> on_end) {
  port_ = std::move(port);
  peer_ = peer;
  on_end_ = std::move(on_end);
}

void udp_session::feed(datagram_event event) {
  if (over() || !port_) return;
  if (paused() != core_paused_) {
    core_paused_ = paused();
    if (core_paused_) core_.step(reading_paused{}, now(), effects_);
    if (!core_paused_) core_.step(reading_resumed{}, now(), effects_);
  }
  core_.step(std::move(event), now(), effects_);
  perform();
  offer_queued();
  arm();
}

void udp_session::carry_out(unsigned wishes) {
  if (over()) return;
  if ((wishes & to_resume) != 0) {
    deliver();
    end_if_closed();
    if (!over()) feed(deadline_passed{});
  }
  if ((wishes & to_send) != 0) offer_queued();
  if ((wishes & (to_close | to_vanish)) != 0) {
    if ((wishes & to_vanish) != 0) inbox_.clear();
    begin_to_close();
  }
  arm();
}

void udp_session::begin_to_close() {
  if (ending_) return end_if_closed();
  ending_ = true;
  linger_.expires_after(options_.linger_max);
  linger_.async_wait([me = self()](error_code error) {
    if (error) return;
    const bool taken = me->nothing_queued() && me->core_.unacknowledged() == 0;
    me->end(taken ? "" : "the other side did not take what was queued");
  });
  offer_queued();
}

/// Gives the core what it wants; when all is given and a close was asked for, closes it.
void udp_session::offer_queued() {
  while (!over() && core_.wants_frame()) {
    std::vector<std::byte> frame;
    {
      const std::scoped_lock lock(mutex_);
      if (queue_.empty()) break;
      frame = queue_.pop();
    }
    core_.step(frame_offered{std::move(frame)}, now(), effects_);
    perform();
    say_writable();
  }
  if (over() || !ending_ || core_.closed()) return;
  if (!nothing_queued()) return;
  if (!port_) return end("");
  core_.step(close_wanted{}, now(), effects_);
  perform();
}

void udp_session::perform() {
  if (effects_.opened) say_opened();
  for (auto& frame : effects_.received) inbox_.push_back(std::move(frame));
  if (effects_.closed) closed_why_ = std::move(effects_.closed);
  for (; effects_.refused > 0; --effects_.refused) count_refused();
  effects_.opened = false;
  effects_.received.clear();
  deliver();
  port_->send(effects_.bytes, effects_.ends, connected_ ? nullptr : &peer_);
  effects_.clear();
  count_retransmitted(core_.retransmitted() - std::exchange(retransmitted_, core_.retransmitted()));
  end_if_closed();
}

void udp_session::deliver() {
  while (!inbox_.empty() && !paused()) {
    auto frame = std::move(inbox_.front());
    inbox_.pop_front();
    say_received(std::move(frame));
  }
}

/// In good order only once the owner has taken what arrived.
void udp_session::end_if_closed() {
  if (closed_why_ && (!closed_why_->empty() || inbox_.empty())) end(*closed_why_);
}

void udp_session::arm() {
  const auto due = core_.next_deadline();
  if (over() || !due || !port_ || *due >= armed_) return;
  armed_ = *due;
  timer_.expires_at(armed_);
  timer_.async_wait([me = self()](error_code error) {
    if (error) return;
    me->armed_ = time_point::max();
    if (me->over()) return;
    const auto next = me->core_.next_deadline();
    if (next && *next <= now()) return me->feed(deadline_passed{});
    me->arm();
  });
}

void udp_session::end(std::string why) {
  if (over()) return;
  timer_.cancel();
  linger_.cancel();
  say_closed(std::move(why));
  if (connected_ && port_) port_->close();
  if (on_end_) std::exchange(on_end_, {})();
}

/// One socket, and the sessions that it serves, by token.
class udp_host final : public std::enable_shared_from_this<udp_host> {
 public:
  udp_host(udp::socket socket, accept_callback accept, const channel_options& options)
      : gate(std::move(accept)),
        port_(std::make_shared<udp_port>(std::move(socket))),
        options_(options),
        door_(random_secret()) {}

  void start() {
    port_->listen([me = shared_from_this()](std::span<const std::byte> bytes,
                                            const udp::endpoint& from) { me->hear(bytes, from); });
  }
  void stop() {
    gate.stop();
    do_on_io_thread([this] {
      stopped_ = true;
      close_when_unused();
    });
  }

  acceptor_gate gate;

 private:
  static datagram_gate::secret random_secret() {
    datagram_gate::secret key;
    randombytes_buf(key.data(), key.size());
    return key;
  }
  void hear(std::span<const std::byte> bytes, const udp::endpoint& from);
  void answer_stranger(std::span<const std::byte> bytes, const udp::endpoint& from);
  void open(std::uint64_t token, std::span<const std::byte> bytes, const udp::endpoint& from);
  void close_when_unused() {
    if (stopped_ && sessions_.empty()) port_->close();
  }

  std::shared_ptr<udp_port> port_;
  channel_options options_;
  datagram_gate door_;
  std::unordered_map<std::uint64_t, std::shared_ptr<udp_session>> sessions_;
  bool stopped_ = false;
};

void udp_host::hear(std::span<const std::byte> bytes, const udp::endpoint& from) {
  const auto d = decode_datagram(bytes);
  const auto at = d ? sessions_.find(d->head.token) : sessions_.end();
  if (at == sessions_.end()) return answer_stranger(bytes, from);
  const auto one = at->second;  // lives on while it ends itself
  one->hear(bytes, from);
}

void udp_host::answer_stranger(std::span<const std::byte> bytes, const udp::endpoint& from) {
  std::vector<std::byte> address;
  encode_number(from.port(), 2, address);
  const auto text = from.address().to_string();
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  address.insert(address.end(), begin, begin + text.size());
  auto answer = door_.hear(bytes, address, now());
  if (answer.refused) ++gate.refused;
  if (answer.granted && !stopped_) {
    if (sessions_.size() < options_.channels_max) return open(*answer.granted, bytes, from);
    ++gate.refused;
    encode(datagram_head{datagram_kind::unknown, false, *answer.granted, 0, 0},
           std::span<const std::byte>(), answer.reply);
  }
  const std::array<std::size_t, 1> ends = {answer.reply.size()};
  if (!answer.reply.empty()) port_->send(answer.reply, ends, &from);
}

void udp_host::open(std::uint64_t token, std::span<const std::byte> bytes,
                    const udp::endpoint& from) {
  auto made = std::make_shared<udp_session>(
      options_, datagram_session::server(limits_of(options_), token, now()));
  made->serve(port_, from, [me = shared_from_this(), token] {
    me->sessions_.erase(token);
    me->close_when_unused();
  });
  sessions_.emplace(token, made);
  if (gate.accept(made)) return made->feed(datagram_heard{bytes});
  sessions_.erase(token);
}

class udp_listener final : public listener {
 public:
  udp_listener(std::shared_ptr<udp_host> of, std::string address)
      : of_(std::move(of)), address_(std::move(address)) {}
  ~udp_listener() override { of_->stop(); }
  [[nodiscard]] std::string address() const override { return address_; }
  [[nodiscard]] std::uint64_t refused() const override { return of_->gate.refused; }

 private:
  std::shared_ptr<udp_host> of_;
  std::string address_;
};

}  // namespace

messages::result<std::unique_ptr<channel>, std::string> open_udp(const endpoint& to,
                                                                 channel_events events,
                                                                 const channel_options& options) {
  std::uint64_t nonce = 0;
  while (nonce == 0) randombytes_buf(&nonce, sizeof nonce);
  auto made = std::make_shared<udp_session>(
      options, datagram_session::client(limits_of(options), nonce, now()));
  made->tell(std::move(events));
  asio::post(io_thread(), [made, to] { made->connect(to); });
  return make_channel(std::move(made));
}

messages::result<std::unique_ptr<listener>, std::string> listen_udp(
    const endpoint& at, accept_callback accept, const channel_options& options) {
  const auto address = listening_address(at);
  if (!address) return messages::failure<std::string>{address.error()};
  error_code error;
  udp::socket socket(io_thread());
  const udp::endpoint local(*address, at.port);
  socket.open(local.protocol(), error);
  if (!error) socket.bind(local, error);
  if (error) return messages::failure<std::string>{to_string(at) + ": " + error.message()};
  auto real = at;
  real.port = socket.local_endpoint(error).port();
  auto made = std::make_shared<udp_host>(std::move(socket), std::move(accept), options);
  asio::post(io_thread(), [made] { made->start(); });
  return std::unique_ptr<listener>(std::make_unique<udp_listener>(made, to_string(real)));
}

}  // namespace starling::transports
