#pragma once

#include <cstddef>

#include "actors/membership/membership_options.hpp"

namespace starling::actors {

/// How long a suspect has to object, from the first accusation on: the longest with one accuser,
/// less with each further one, by its logarithm, the least with `confirmations` further ones.
///
/// `members`: in all. `accusers`: at least 1. In whole milliseconds.
/// Paper: Dadgar, Phillips, Currey, "Lifeguard", DSN-W 2018, section IV-B.
messages::duration suspicion_timeout(const membership_options& options, std::size_t members,
                                     std::size_t accusers);

}  // namespace starling::actors
