#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "messages/types/random.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::conformance {

inline void throw_garbage_at_one(const transports::endpoint& at,
                                 const std::vector<std::byte>& garbage) {
  using transports::channel_kind;
  const bool memory = at.kind == channel_kind::shm;
  const int type = at.kind == channel_kind::udp ? SOCK_DGRAM : SOCK_STREAM;
  const int s = socket(memory ? AF_UNIX : AF_INET, type, 0);
  sockaddr_in inet{};
  inet.sin_family = AF_INET;
  inet.sin_port = htons(at.port);
  inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  const std::string name = "starling/" + at.path;
  std::memcpy(local.sun_path + 1, name.data(), name.size());
  const auto* address =
      memory ? reinterpret_cast<const sockaddr*>(&local) : reinterpret_cast<const sockaddr*>(&inet);
  const auto size = memory ? offsetof(sockaddr_un, sun_path) + 1 + name.size() : sizeof inet;
  if (connect(s, address, static_cast<socklen_t>(size)) == 0) {
    static_cast<void>(send(s, garbage.data(), garbage.size(), MSG_NOSIGNAL));
  }
  close(s);
}

/// Random bytes, some of which look like a beginning, to where somebody listens on loopback.
inline void throw_garbage_at(const std::string& address, std::uint64_t seed) {
  messages::random_source random(seed);
  std::vector<std::byte> garbage(random.below(1400));
  for (auto& b : garbage) b = static_cast<std::byte>(random());
  const std::string looks_right = seed % 3 == 0   ? "STARTCP1"
                                  : seed % 3 == 1 ? "GET / HTTP/1.1\r\n\r\n"
                                                  : "S";
  if (garbage.size() > looks_right.size()) {
    std::memcpy(garbage.data(), looks_right.data(), looks_right.size());
  }
  const auto at = transports::parse_endpoint(address).value();
  if (at.kind != transports::channel_kind::multi) return throw_garbage_at_one(at, garbage);
  for (const auto& part : at.parts) throw_garbage_at_one(part, garbage);
}

}  // namespace starling::conformance
