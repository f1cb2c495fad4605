#pragma once

#include <utility>  // before Asio, which uses std::exchange without it

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <functional>
#include <string>

#include "messages/types/result.hpp"
#include "transports/channel/endpoint.hpp"

namespace starling::transports {

/// The one thread that serves all sockets of the process; it starts with the first channel and
/// lives as long as the process. It takes no signals.
boost::asio::io_context& io_thread();

/// Does it on the I/O thread, and returns when it is done.
void do_on_io_thread(const std::function<void()>& what);

/// The address to listen at: `host` as an address, or looked up (which may wait).
messages::result<boost::asio::ip::address, std::string> listening_address(const endpoint& at);

}  // namespace starling::transports
