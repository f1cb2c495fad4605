#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "messages/types/strong.hpp"

namespace starling::actors {

/// Whether those who see only each other may go on leading: they are more than half of the roster,
/// or exactly half of it with its first. Of two parts that share nobody at most one may.
///
/// `alive`: places in the roster, oneself included, no place twice; those outside do not count.
constexpr bool may_lead(std::size_t roster, std::span<const messages::node_id> alive) {
  const auto inside = static_cast<std::size_t>(std::count_if(
      alive.begin(), alive.end(), [&](messages::node_id id) { return id.value < roster; }));
  if (roster == 0 || 2 * inside < roster) return false;
  return 2 * inside > roster ||
         std::find(alive.begin(), alive.end(), messages::node_id{0}) != alive.end();
}

/// Who leads where somebody may: the first in the roster.
constexpr std::optional<messages::node_id> leader(std::size_t roster,
                                                  std::span<const messages::node_id> alive) {
  if (!may_lead(roster, alive)) return std::nullopt;
  return *std::min_element(alive.begin(), alive.end());
}

}  // namespace starling::actors
