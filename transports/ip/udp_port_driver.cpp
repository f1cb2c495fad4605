#include "transports/ip/udp_port_driver.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace starling::transports {

namespace {

constexpr std::size_t batch = 64;
constexpr int batches_per_wait = 4;     ///< Then timers and other sockets have their turn.
constexpr int socket_buffer = 4 << 20;  ///< Bytes; the system may give less.

}  // namespace

udp_port::udp_port(udp::socket s, std::size_t size_max)
    : socket(std::move(s)), slot_(size_max), buffers_(batch * slot_) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(udp::socket::receive_buffer_size(socket_buffer), ignored);
  socket.set_option(udp::socket::send_buffer_size(socket_buffer), ignored);
}

void udp_port::listen(heard on_heard) {
  on_heard_ = std::move(on_heard);
  wait();
}

void udp_port::wait() {
  socket.async_wait(udp::socket::wait_read,
                    [me = shared_from_this()](boost::system::error_code error) {
                      for (int i = 0; i < batches_per_wait && me->take_batch(); ++i) {
                      }
                      if (!error && me->socket.is_open()) return me->wait();
                      me->on_heard_ = {};  // what it holds is let go
                    });
}

bool udp_port::take_batch() {
  if (!socket.is_open()) return false;
  std::array<mmsghdr, batch> headers{};
  std::array<iovec, batch> vectors{};
  std::array<udp::endpoint, batch> from;
  for (std::size_t i = 0; i < batch; ++i) {
    vectors[i] = {buffers_.data() + i * slot_, slot_};
    auto& h = headers[i].msg_hdr;
    h.msg_iov = &vectors[i];
    h.msg_iovlen = 1;
    h.msg_name = from[i].data();
    h.msg_namelen = static_cast<socklen_t>(from[i].capacity());
  }
  const int count = recvmmsg(socket.native_handle(), headers.data(), batch, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) {
    const auto n = static_cast<std::size_t>(i);
    from[n].resize(headers[n].msg_hdr.msg_namelen);
    on_heard_(std::span(buffers_).subspan(n * slot_, headers[n].msg_len), from[n]);
  }
  return count == static_cast<int>(batch);
}

void udp_port::send(std::span<const std::byte> bytes, std::span<const std::size_t> ends,
                    const udp::endpoint* to) {
  std::size_t begin = 0;
  while (!ends.empty() && socket.is_open()) {
    std::array<mmsghdr, batch> headers{};
    std::array<iovec, batch> vectors{};
    const auto count = std::min(ends.size(), batch);
    for (std::size_t i = 0; i < count; ++i) {
      vectors[i] = {const_cast<std::byte*>(bytes.data() + begin), ends[i] - begin};
      auto& h = headers[i].msg_hdr;
      h.msg_iov = &vectors[i];
      h.msg_iovlen = 1;
      if (to != nullptr) {
        h.msg_name = const_cast<boost::asio::detail::socket_addr_type*>(to->data());
        h.msg_namelen = static_cast<socklen_t>(to->size());
      }
      begin = ends[i];
    }
    sendmmsg(socket.native_handle(), headers.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
    ends = ends.subspan(count);
  }
}

void udp_port::close() {
  boost::system::error_code ignored;
  socket.close(ignored);
}

}  // namespace starling::transports
