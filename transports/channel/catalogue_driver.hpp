#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// Begins to connect, and returns at once: `opened` or `closed` is called later.
///
/// Errors: what cannot become a channel however long one waits, such as a certificate that is
/// missing or plain TCP to another host.
messages::result<std::unique_ptr<channel>, std::string> open_channel(
    const endpoint& to, channel_events events, const channel_options& options = {});

/// Listens at once.
///
/// Errors: the address is in use or not of this host, or may not be listened at.
messages::result<std::unique_ptr<listener>, std::string> listen(
    const endpoint& at, accept_callback accept, const channel_options& options = {});

}  // namespace starling::transports
