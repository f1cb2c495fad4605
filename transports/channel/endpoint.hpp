#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/types/result.hpp"

namespace starling::transports {

enum class channel_kind : unsigned char {
  tcp,    ///< Frames with a length in front, not encrypted: for loopback only.
  udp,    ///< Datagrams, acknowledged and sent again.
  ws,     ///< WebSocket.
  wss,    ///< WebSocket over TLS.
  shm,    ///< Shared memory of two processes on one host.
  multi,  ///< Several of the others to one peer.
};

/// Where a channel leads.
struct endpoint {
  channel_kind kind = channel_kind::tcp;
  std::string host{};             ///< A name, an IPv4 or an IPv6 address; empty for shm and multi.
  std::uint16_t port = 0;         ///< 0, to listen: any free one.
  std::string path{};             ///< Of ws and wss, from "/" on; of shm: its name, without it.
  std::vector<endpoint> parts{};  ///< Of multi: the first is preferred; at least one.

  bool operator==(const endpoint&) const = default;
};

/// Reads "tcp://127.0.0.1:7600", "udp://[::1]:7600", "ws://host:80/path", "wss://…", "shm:///name",
/// or several of those with commas between (multi).
///
/// Errors: a sentence that names the text and what is accepted.
messages::result<endpoint, std::string> parse_endpoint(std::string_view text);

/// What `parse_endpoint` reads back as the same.
std::string to_string(const endpoint& e);
std::string_view to_string(channel_kind kind);

}  // namespace starling::transports
