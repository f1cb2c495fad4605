#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// Several channels to one peer as one. The side that connects opens each part again a second after
/// it has closed; the other side knows it by a random token. What is wrong with the parts is said
/// when none has opened in time.
messages::result<std::unique_ptr<channel>, std::string> open_multi(const endpoint& to,
                                                                   channel_events events,
                                                                   const channel_options& options);
/// Errors: those of the first part that cannot be listened at.
messages::result<std::unique_ptr<listener>, std::string> listen_multi(
    const endpoint& at, accept_callback accept, const channel_options& options);

}  // namespace starling::transports
