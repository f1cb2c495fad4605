#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "messages/types/result.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// Short messages as the network carries them: lost, twice, in any order, from anybody.
///
/// Every member may be called from any thread. When the destructor has returned, nobody is called
/// any more; not to be destroyed by a thread that holds what `heard` waits for.
class datagram_port {
 public:
  /// `from`: HOST:PORT, with numbers. On the I/O thread; it must not wait.
  using heard = std::function<void(std::vector<std::byte> bytes, std::string from)>;

  /// `at`: of kind udp; port 0 is any free one. `group`: a multicast group or a broadcast address,
  /// where all who listen hear each other. Errors: one sentence.
  static messages::result<std::unique_ptr<datagram_port>, std::string> open(
      const endpoint& at, heard on_heard, const std::optional<endpoint>& group = std::nullopt);
  datagram_port(const datagram_port&) = delete;
  datagram_port& operator=(const datagram_port&) = delete;
  ~datagram_port();

  /// At most 1,400 bytes; a longer one, or one for a name that nobody has, is lost.
  void send(const std::string& to, std::vector<std::byte> bytes);
  void send_to_group(std::vector<std::byte> bytes);
  /// HOST:PORT; a port of 0 has become the real one.
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  class sockets;
  datagram_port(std::shared_ptr<sockets> of, std::string address)
      : sockets_(std::move(of)), address_(std::move(address)) {}

  std::shared_ptr<sockets> sockets_;
  std::string address_;
};

}  // namespace starling::transports
