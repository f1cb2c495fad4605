#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "messages/types/strong.hpp"
#include "messages/types/time.hpp"
#include "transports/fallback/route_choice.hpp"

namespace starling::transports {

/// Files in PEM, for wss. All channels check the other side: without an authority none is opened.
struct tls_files {
  std::string authority{};    ///< Whose certificates are believed.
  std::string certificate{};  ///< One's own chain; a server needs one.
  std::string key{};
  /// A server then asks clients for a certificate of the authority.
  bool mutual = true;
};

/// The limits of a channel; the same for all kinds.
struct channel_options {
  messages::byte_count frame_max{std::uint64_t{16} << 20U};
  /// Frames that wait to be sent, each counted with 64 bytes more than it has. A single frame is
  /// accepted whenever nothing waits.
  messages::byte_count queue_max{std::uint64_t{32} << 20U};
  /// From the first packet until the channel has opened.
  messages::duration connect_max = std::chrono::seconds(5);
  /// A channel closes when it has heard nothing for so long; it asks before.
  messages::duration silence_max = std::chrono::seconds(5);
  /// How long `close` goes on to send what is queued.
  messages::duration linger_max = std::chrono::seconds(1);
  /// Of one listener, at a time; more are turned away.
  std::size_t channels_max = 4096;
  tls_files tls{};
  /// Which of several channels to one peer is used.
  route_policy policy = route_policy::order;
};

}  // namespace starling::transports
