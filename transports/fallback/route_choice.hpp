#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "messages/types/time.hpp"

namespace starling::transports {

/// What makes one channel to a peer better than another.
enum class route_policy : unsigned char {
  order,        ///< As they were written down.
  latency,      ///< The shortest way, measured where it is known.
  reliability,  ///< The fewest failures lately.
  power,        ///< The cheapest byte.
};

/// One channel to the peer, as the choice sees it.
struct route_view {
  bool usable = false;
  std::uint32_t rank = 0;        ///< In the order of the endpoints; 0 is preferred.
  messages::duration latency{};  ///< One way.
  double failures = 0;           ///< Decaying count.
  double power = 0;              ///< Of `channel_traits`.
};

/// The index of the best usable route; none where none is usable.
///
/// A route in use is kept until another is better by a quarter, so that two alike do not alternate;
/// by `order` the preferred one is always taken back. Ties go to the lower rank.
std::optional<std::size_t> choose_route(std::span<const route_view> routes, route_policy policy,
                                        std::optional<std::size_t> in_use);

}  // namespace starling::transports
