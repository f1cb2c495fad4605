#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// Plain TCP: the raw reference. What it carries is not protected, so it stays on this host.
///
/// Errors: an address other than loopback.
messages::result<std::unique_ptr<channel>, std::string> open_tcp(const endpoint& to,
                                                                 channel_events events,
                                                                 const channel_options& options);
messages::result<std::unique_ptr<listener>, std::string> listen_tcp(const endpoint& at,
                                                                    accept_callback accept,
                                                                    const channel_options& options);

}  // namespace starling::transports
