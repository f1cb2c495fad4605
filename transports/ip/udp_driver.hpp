#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// Sockets around `datagram_session`. A listener serves all that it accepts with one socket.
messages::result<std::unique_ptr<channel>, std::string> open_udp(const endpoint& to,
                                                                 channel_events events,
                                                                 const channel_options& options);
messages::result<std::unique_ptr<listener>, std::string> listen_udp(const endpoint& at,
                                                                    accept_callback accept,
                                                                    const channel_options& options);

}  // namespace starling::transports
