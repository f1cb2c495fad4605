#pragma once

#include <memory>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/channel.hpp"
#include "transports/channel/channel_options.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// Shared memory between two processes of the same user. The name of the endpoint is that of an
/// abstract Unix socket, over which the listener hands an unnamed block of memory (mode 0600, its
/// size sealed): nothing is left behind by a crash.
messages::result<std::unique_ptr<channel>, std::string> open_shm(const endpoint& to,
                                                                 channel_events events,
                                                                 const channel_options& options);
messages::result<std::unique_ptr<listener>, std::string> listen_shm(const endpoint& at,
                                                                    accept_callback accept,
                                                                    const channel_options& options);

}  // namespace starling::transports
