#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace starling::actors {

/// Why a datagram gave nothing, beside what its envelope or its content is refused for.
enum class datagram_refusal : std::uint8_t {
  unknown_datagram,  ///< Neither an introduction nor an envelope.
  bad_introduction,  ///< No introduction, too long, or not signed by whom it names.
  old_introduction,  ///< It was made more than a minute ago, or in the future.
  not_of_the_swarm,  ///< By nobody that the swarm file names, or with another key.
  too_many_at_once,  ///< More than the actor can take.
};
inline constexpr std::array<std::string_view, 5> datagram_refusal_names = {
    "unknown_datagram", "bad_introduction", "old_introduction", "not_of_the_swarm",
    "too_many_at_once"};

}  // namespace starling::actors
