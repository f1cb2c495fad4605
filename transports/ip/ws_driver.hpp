#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// WebSocket (RFC 6455), plain or over TLS 1.2 and later: one binary message for each frame. A
/// client checks the server's name and chain against `tls.authority`.
///
/// Errors: of wss, a file that is missing or wrong.
messages::result<std::unique_ptr<channel>, std::string> open_ws(const endpoint& to,
                                                                channel_events events,
                                                                const channel_options& options);
messages::result<std::unique_ptr<listener>, std::string> listen_ws(const endpoint& at,
                                                                   accept_callback accept,
                                                                   const channel_options& options);

}  // namespace starling::transports
