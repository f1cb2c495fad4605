#include "actors/host/connector_driver.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <caf/actor_system.hpp>
#include <caf/io/middleman.hpp>
#include <caf/openssl/remote_actor.hpp>

#include "actors/host/channel_actor.hpp"

namespace starling::actors {

namespace {

constexpr int patience_ms = 2000;

/// Whether somebody listens at one of the addresses; empty, or why not.
std::string unreachable(const addrinfo& at) {
  const int s = socket(at.ai_family, at.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (s < 0) return std::strerror(errno);
  const std::unique_ptr<const int, void (*)(const int*)> closed(&s,
                                                                [](const int* p) { close(*p); });
  if (connect(s, at.ai_addr, at.ai_addrlen) == 0) return {};
  if (errno != EINPROGRESS) return std::strerror(errno);
  pollfd waiting{s, POLLOUT, 0};
  if (poll(&waiting, 1, patience_ms) != 1) return "no answer within two seconds";
  int problem = 0;
  socklen_t size = sizeof problem;
  getsockopt(s, SOL_SOCKET, SO_ERROR, &problem, &size);
  return problem == 0 ? "" : std::strerror(problem);
}

std::string unreachable(const address& where) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const auto port = std::to_string(where.port);
  if (const int problem = getaddrinfo(where.host.c_str(), port.c_str(), &wanted, &found)) {
    return gai_strerror(problem);
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, freeaddrinfo);
  std::string why = "no address";
  for (const addrinfo* at = found; at != nullptr && !why.empty(); at = at->ai_next) {
    why = unreachable(*at);
  }
  return why;
}

}  // namespace

connector_driver::behavior_type connector_driver::make_behavior() {
  return {[this](const connect_to& to) {
    const auto& where = to.where;
    const auto courier = caf::actor_cast<courier_handle>(current_sender());
    if (where.channel) {
      spawn<channel_actor>(courier, *where.channel, options_, shared_);
      return;
    }
    if (needs_tls(where) && !tls_) {
      return send(courier, reception_found{nullptr, "beyond this machine, and no TLS"});
    }
    if (auto why = unreachable(where); !why.empty()) {
      return send(courier, reception_found{nullptr, std::move(why)});
    }
    const auto found =
        tls_ ? caf::openssl::remote_actor<reception_handle>(system(), where.host, where.port)
             : system().middleman().remote_actor<reception_handle>(where.host, where.port);
    if (found) {
      send(courier, reception_found{caf::actor_cast<caf::strong_actor_ptr>(*found), {}});
    } else {
      send(courier, reception_found{nullptr, system().render(found.error())});
    }
  }};
}

}  // namespace starling::actors
