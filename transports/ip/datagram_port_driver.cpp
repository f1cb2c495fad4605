#include "transports/ip/datagram_port_driver.hpp"

#include "transports/ip/udp_port_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/ip/multicast.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <atomic>
#include <utility>

namespace starling::transports {

namespace {

namespace asio = boost::asio;
using asio::ip::udp;
constexpr std::size_t size_max = 1400;  // bytes of one datagram
using boost::system::error_code;

std::string text_of(const udp::endpoint& e) {
  const auto host = e.address().to_string();
  return (e.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(e.port());
}

/// Where all members of a group hear what is sent to it; several on one machine share the port.
error_code join(udp::socket& socket, const udp::endpoint& group, const asio::ip::address& through) {
  error_code error;
  socket.open(group.protocol(), error);
  if (!error) socket.set_option(udp::socket::reuse_address(true), error);
  if (!error) socket.bind(group, error);
  if (error || !group.address().is_multicast()) return error;
  if (group.address().is_v4()) {
    const auto interface = through.is_v4() ? through.to_v4() : asio::ip::address_v4::any();
    socket.set_option(asio::ip::multicast::join_group(group.address().to_v4(), interface), error);
  } else {
    socket.set_option(asio::ip::multicast::join_group(group.address()), error);
  }
  return error;
}

/// What is sent to the group leaves through the interface that has this address.
void speak_through(udp::socket& socket, const asio::ip::address& local) {
  error_code ignored;
  socket.set_option(asio::socket_base::broadcast(true), ignored);
  if (local.is_v4() && !local.is_unspecified()) {
    socket.set_option(asio::ip::multicast::outbound_interface(local.to_v4()), ignored);
  }
}

}  // namespace

/// Both sockets, and what is heard on either; used on the I/O thread.
class datagram_port::sockets : public std::enable_shared_from_this<sockets> {
 public:
  sockets(udp::socket own, std::optional<udp::socket> group, udp::endpoint group_at, heard on_heard)
      : own_(std::make_shared<udp_port>(std::move(own), size_max)),
        group_at_(std::move(group_at)),
        on_heard_(std::move(on_heard)) {
    if (group) group_ = std::make_shared<udp_port>(*std::move(group), size_max);
  }

  void start() {
    for (const auto& port : {own_, group_}) {
      if (!port) continue;
      port->listen(
          [me = shared_from_this()](std::span<const std::byte> bytes, const udp::endpoint& from) {
            if (me->on_heard_) me->on_heard_({bytes.begin(), bytes.end()}, text_of(from));
          });
    }
  }
  void stop() {
    on_heard_ = {};
    own_->close();
    if (group_) group_->close();
  }
  void send(const udp::endpoint& to, std::span<const std::byte> bytes) {
    const std::array<std::size_t, 1> ends = {bytes.size()};
    own_->send(bytes, ends, &to);
  }
  void send_to_group(std::span<const std::byte> bytes) {
    if (group_) send(group_at_, bytes);
  }

 private:
  std::shared_ptr<udp_port> own_;
  std::shared_ptr<udp_port> group_;
  udp::endpoint group_at_;
  heard on_heard_;
};

messages::result<std::unique_ptr<datagram_port>, std::string> datagram_port::open(
    const endpoint& at, heard on_heard, const std::optional<endpoint>& group) {
  const auto fail = [](const endpoint& where, const std::string& why) {
    return messages::failure<std::string>{to_string(where) + ": " + why};
  };
  const auto address = listening_address(at);
  if (!address) return messages::failure<std::string>{address.error()};
  error_code error;
  udp::socket own(io_thread());
  const udp::endpoint local(*address, at.port);
  own.open(local.protocol(), error);
  if (!error) own.bind(local, error);
  if (error) return fail(at, error.message());
  const auto real = own.local_endpoint(error);
  std::optional<udp::socket> shared;
  udp::endpoint group_at;
  if (group) {
    const auto where = asio::ip::make_address(group->host, error);
    if (error) return fail(*group, "a group needs a numeric address");
    group_at = {where, group->port};
    shared.emplace(io_thread());
    if (const auto why = join(*shared, group_at, *address)) return fail(*group, why.message());
    speak_through(own, *address);
  }
  auto made =
      std::make_shared<sockets>(std::move(own), std::move(shared), group_at, std::move(on_heard));
  asio::post(io_thread(), [made] { made->start(); });
  return std::unique_ptr<datagram_port>(new datagram_port(std::move(made), text_of(real)));
}

datagram_port::~datagram_port() {
  do_on_io_thread([this] { sockets_->stop(); });
}

void datagram_port::send(const std::string& to, std::vector<std::byte> bytes) {
  const auto where = parse_endpoint("udp://" + to);
  if (!where) return;
  asio::post(io_thread(), [of = sockets_, where = *where, bytes = std::move(bytes)]() mutable {
    error_code error;
    const auto number = asio::ip::make_address(where.host, error);
    if (!error) return of->send({number, where.port}, bytes);
    auto resolver = std::make_shared<udp::resolver>(io_thread());
    resolver->async_resolve(where.host, std::to_string(where.port),
                            [of, resolver, bytes = std::move(bytes)](
                                error_code failed, const udp::resolver::results_type& found) {
                              if (!failed) of->send(found.begin()->endpoint(), bytes);
                            });
  });
}

void datagram_port::send_to_group(std::vector<std::byte> bytes) {
  asio::post(io_thread(), [of = sockets_, bytes = std::move(bytes)] { of->send_to_group(bytes); });
}

}  // namespace starling::transports
