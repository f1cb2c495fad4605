#pragma once

#include "transports/ip/io_thread_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/ip/udp.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "transports/datagram/datagram_format.hpp"

namespace starling::transports {

/// A socket that takes and gives datagrams many at a time. Used on the I/O thread.
class udp_port : public std::enable_shared_from_this<udp_port> {
 public:
  using udp = boost::asio::ip::udp;
  using heard = std::function<void(std::span<const std::byte> datagram, const udp::endpoint& from)>;

  /// `size_max`: of what arrives, in bytes; the rest of a longer one is cut off.
  explicit udp_port(udp::socket socket, std::size_t size_max = datagram_max + 1);

  /// Calls `on_heard` for what arrives until the socket is closed.
  void listen(heard on_heard);
  /// Sends those datagrams of `bytes` that end at `ends`; what the system does not take is lost,
  /// as on the line. `to`: null for a connected socket.
  void send(std::span<const std::byte> bytes, std::span<const std::size_t> ends,
            const udp::endpoint* to);
  void close();

  udp::socket socket;

 private:
  void wait();
  /// False when there was nothing.
  bool take_batch();

  std::size_t slot_;
  std::vector<std::byte> buffers_;
  heard on_heard_;
};

}  // namespace starling::transports
