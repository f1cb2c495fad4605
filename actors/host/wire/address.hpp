#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/types/result.hpp"

namespace starling::actors {

/// Where a host is reached.
struct address {
  std::string host;  ///< A name or a number, IPv6 without its brackets.
  std::uint16_t port = 0;

  bool operator==(const address&) const = default;
};

/// Reads HOST:PORT, IPv6 as [HOST]:PORT. Errors: one sentence.
messages::result<address, std::string> parse_address(std::string_view text);

/// Whether this is "localhost", 127.x.x.x or ::1, so that nobody outside the machine reaches it.
bool is_loopback(const address& where);

}  // namespace starling::actors
