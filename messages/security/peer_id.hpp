#pragma once

#include <cstddef>
#include <cstring>
#include <functional>

#include "messages/security/octets.hpp"

namespace starling::messages {

/// SHA-256 of a peer's verification key: a name that nobody can choose.
using peer_id = octets<struct peer_id_tag, 32>;

inline constexpr std::size_t swarm_name_max = 64;  ///< Bytes.

}  // namespace starling::messages

/// An id is a hash already: its first bytes are as good as any.
template <>
struct std::hash<starling::messages::peer_id> {
  std::size_t operator()(const starling::messages::peer_id& id) const noexcept {
    std::size_t first = 0;
    std::memcpy(&first, id.value.data(), sizeof first);
    return first;
  }
};
