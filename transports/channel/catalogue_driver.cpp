#include "transports/channel/catalogue_driver.hpp"

#include <utility>

#include "transports/fallback/multi_driver.hpp"
#include "transports/ip/tcp_driver.hpp"
#include "transports/ip/udp_driver.hpp"
#include "transports/ip/ws_driver.hpp"
#include "transports/memory/shm_driver.hpp"

namespace starling::transports {

messages::result<std::unique_ptr<channel>, std::string> open_channel(
    const endpoint& to, channel_events events, const channel_options& options) {
  switch (to.kind) {
    case channel_kind::tcp:
      return open_tcp(to, std::move(events), options);
    case channel_kind::udp:
      return open_udp(to, std::move(events), options);
    case channel_kind::ws:
    case channel_kind::wss:
      return open_ws(to, std::move(events), options);
    case channel_kind::shm:
      return open_shm(to, std::move(events), options);
    case channel_kind::multi:
      return open_multi(to, std::move(events), options);
  }
  return messages::failure<std::string>{"no such kind of channel"};
}

messages::result<std::unique_ptr<listener>, std::string> listen(const endpoint& at,
                                                                accept_callback accept,
                                                                const channel_options& options) {
  switch (at.kind) {
    case channel_kind::tcp:
      return listen_tcp(at, std::move(accept), options);
    case channel_kind::udp:
      return listen_udp(at, std::move(accept), options);
    case channel_kind::ws:
    case channel_kind::wss:
      return listen_ws(at, std::move(accept), options);
    case channel_kind::shm:
      return listen_shm(at, std::move(accept), options);
    case channel_kind::multi:
      return listen_multi(at, std::move(accept), options);
  }
  return messages::failure<std::string>{"no such kind of channel"};
}

}  // namespace starling::transports
