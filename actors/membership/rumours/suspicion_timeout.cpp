#include "actors/membership/rumours/suspicion_timeout.hpp"

#include <algorithm>
#include <cmath>

namespace starling::actors {

messages::duration suspicion_timeout(const membership_options& options, std::size_t members,
                                     std::size_t accusers) {
  using milliseconds = std::chrono::duration<double, std::milli>;
  const double digits = std::max(1.0, std::log10(static_cast<double>(std::max(members, {1}))));
  const double least = options.suspicion_multiplier * digits * milliseconds(options.period).count();
  const double most = least * options.suspicion_max_multiplier;
  // Beside the suspect and the first accuser there are members - 2 who could confirm.
  const std::size_t expected = std::min(options.confirmations, members > 2 ? members - 2 : 0);
  double wait = least;
  if (expected > 0) {
    const auto confirmed = static_cast<double>(accusers - 1);
    const double share = std::log(confirmed + 1) / std::log(static_cast<double>(expected) + 1);
    wait = std::max(least, most - share * (most - least));
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::floor(wait)));
}

}  // namespace starling::actors
