#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "messages/types/random.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// Whom to probe next: each once, then all again in a new order, so that between two probes of the
/// same one there are at most 2 n - 2 others.
///
/// Paper: Das, Gupta, Motivala, "SWIM", DSN 2002, section 4.3.
class probe_order {
 public:
  explicit probe_order(std::uint64_t seed) : random_(seed) {}

  /// At a random place. It must not be there already.
  void insert(const messages::member_id& id);
  void insert_all(std::vector<messages::member_id> ids);
  /// Does nothing where it is not there.
  void remove(const messages::member_id& id);
  /// None where there is nobody.
  std::optional<messages::member_id> next();
  /// At most `count` different ones, drawn evenly, never `but`.
  std::vector<messages::member_id> draw(std::size_t count, const messages::member_id& but);

  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  messages::random_source random_;
  std::vector<messages::member_id> ids_;
  std::size_t at_ = 0;  ///< The next one.
};

}  // namespace starling::actors
