#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actors/membership/rumours/member_table.hpp"
#include "messages/types/strong.hpp"

namespace starling::actors {

/// Who is a member, at one moment: those who are alive, and those who are suspected but not dead.
/// The same for all members that agree.
class member_list {
 public:
  struct entry {
    messages::member_record record;
    bool suspect = false;
  };

  explicit member_list(const member_table& table);

  /// Ascending by id.
  [[nodiscard]] const std::vector<entry>& members() const { return members_; }
  /// Grows with each change at this member; says nothing about another's.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  /// 64 hexadecimal digits: BLAKE2b of the ids and incarnations. Suspicion is not in it.
  [[nodiscard]] std::string digest() const;
  /// The place of each member in a roster that all know; none: it is not in it.
  ///
  /// Shape: as `members`. `roster`: in any order, no id twice.
  [[nodiscard]] std::vector<std::optional<messages::node_id>> derive(
      std::span<const messages::member_id> roster) const;
  /// The places in the roster of those that are not suspected, ascending: whom to count on.
  [[nodiscard]] std::vector<messages::node_id> reachable(
      std::span<const messages::member_id> roster) const;

 private:
  std::vector<entry> members_;
  std::uint64_t version_;
};

}  // namespace starling::actors
