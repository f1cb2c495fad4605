#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// Rumours that are still to be sent along with other messages: those first that have been sent
/// least often, of these the latest. One that is sent often enough is dropped.
class rumour_queue {
 public:
  explicit rumour_queue(std::size_t kept_max) : kept_max_(kept_max) {}

  /// Whatever it makes obsolete goes: of the same subject all that is about an earlier incarnation,
  /// and what says the same. Of more than `kept_max` the one sent most often makes room.
  void add(const messages::rumour& what);
  /// Appends what fits into `bytes` of encoding to `into`, at most `rumours_max` in all there; each
  /// has then been sent once more, of `times_max`.
  void take(std::vector<messages::rumour>& into, std::size_t bytes, std::size_t times_max);

  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

 private:
  struct place {
    std::size_t sent;
    std::uint64_t age;  ///< Falls with each that is added.
    auto operator<=>(const place&) const = default;
  };
  struct item {
    messages::rumour what;
    std::size_t bytes;
  };
  std::size_t kept_max_;
  std::uint64_t next_age_ = ~std::uint64_t{0};
  std::map<place, item> waiting_;
};

/// How often a rumour is sent along among so many members: multiplier · ⌈log10(members + 1)⌉.
std::size_t retransmissions(std::size_t multiplier, std::size_t members);

}  // namespace starling::actors
