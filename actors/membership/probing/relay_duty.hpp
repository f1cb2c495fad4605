#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/membership/membership_options.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// What a member has promised to find out for others.
class relay_duty {
 public:
  explicit relay_duty(const membership_options& options) : options_(&options) {}

  struct answer {
    messages::member_id to;
    std::uint32_t sequence;  ///< As whoever asked counts.
  };

  /// `own`: the sequence of the ping that is to be sent now. False where there is no room.
  bool accept(const messages::member_id& asker, std::uint32_t theirs,
              const messages::member_id& subject, std::uint32_t own, messages::time_point now);
  /// Whom to pass an ack of `subject` on to.
  std::optional<answer> hear_ack(const messages::member_id& subject, std::uint32_t own);
  /// Whom to tell that there is no answer yet; a later one is still passed on for a while.
  std::vector<answer> wake(messages::time_point now);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

 private:
  struct errand {
    answer whom;
    messages::member_id subject;
    std::uint32_t own;
    messages::time_point due;  ///< The nack's, then the end's.
    bool nacked = false;
  };
  const membership_options* options_;
  std::vector<errand> errands_;  // in the order they came; at most relaying_max
};

}  // namespace starling::actors
