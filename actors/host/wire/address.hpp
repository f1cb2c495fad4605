#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/types/result.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::actors {

/// Where a host is reached.
struct address {
  std::string host{};  ///< A name or a number, IPv6 without its brackets; empty with a channel.
  std::uint16_t port = 0;
  std::optional<transports::endpoint> channel{};  ///< None: CAF's remoting, at host and port.

  bool operator==(const address&) const = default;
};

/// Reads HOST:PORT, IPv6 as [HOST]:PORT, or one or more endpoints of channels, such as
/// "udp://10.0.0.1:7600". Errors: one sentence.
messages::result<address, std::string> parse_address(std::string_view text);

/// Reads HOST:PORT of a UDP port; 0 is any free one, HOST may be 0.0.0.0 or [::]. Errors: one
/// sentence.
messages::result<transports::endpoint, std::string> parse_datagram_address(std::string_view text);

/// Whether others can send something there: it has a port and an address.
bool dialable(const transports::endpoint& at);

/// Whether it is on this machine: "localhost", 127.x.x.x, ::1 or shared memory; of several ways,
/// whether all are.
bool within_machine(const address& where);

/// Whether CAF's remoting is to be had from outside this machine: anything but "localhost",
/// 127.x.x.x and ::1. It then needs mutual TLS, as it obeys whomever it has let in; a channel does
/// not, as it carries sealed frames and nothing else.
bool needs_tls(const address& where);

}  // namespace starling::actors
