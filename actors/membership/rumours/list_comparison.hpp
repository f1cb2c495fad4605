#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "actors/membership/rumours/member_table.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// One comparison is answered with at most this many parts, and one part with at most this many
/// rumours: the rest waits for the next comparison.
inline constexpr std::size_t list_parts_max = 32;
inline constexpr std::size_t rumours_told_max = 128;

/// What `table` has in the buckets whose view is another than in `theirs`, each part within a
/// message.
std::vector<messages::list_part> differing_parts(const member_table& table,
                                                 std::span<const std::uint64_t> theirs);

/// What follows from one part of another's list.
struct list_difference {
  std::vector<messages::rumour> to_tell;  ///< What they do not have.
  std::vector<std::uint64_t> to_ask;      ///< Prefixes of whom they know more about.
};
/// A member whom one side holds for dead or gone, and the other does not know, is not revived.
list_difference difference(const member_table& table, const messages::list_part& theirs);

/// All that is known about the members with these prefixes: records, and who accuses them.
std::vector<messages::rumour> known_about(const member_table& table,
                                          std::span<const std::uint64_t> prefixes);

/// In as few messages as they fit into, in this order.
std::vector<messages::news> in_messages(std::vector<messages::rumour> rumours);

}  // namespace starling::actors
