#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "actors/membership/membership_options.hpp"
#include "actors/membership/probing/local_health.hpp"
#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// One probe at a time: a ping, the ping again, others asked to ping, then the verdict.
class prober {
 public:
  enum class stage : unsigned char { idle, asked, asked_again, others_asked };
  enum class action : unsigned char { nothing, ping, ask_others, accuse };

  explicit prober(const membership_options& options)
      : options_(&options), health_(options.health_max) {}

  /// Gives up what is under way. The first ping is to be sent now; returns its sequence.
  std::uint32_t begin(const messages::member_id& subject, messages::time_point now);
  /// These have been asked, after `ask_others`.
  void asked(const std::vector<messages::member_id>& relays);
  /// What is due now. After `accuse` it is idle.
  action wake(messages::time_point now);
  /// Whether it answers the probe, directly or through one who was asked; then it is idle.
  bool hear_ack(const messages::member_id& from, std::uint32_t sequence);
  /// Whether one who was asked has said that there is no answer, for the first time.
  bool hear_nack(const messages::member_id& from, std::uint32_t sequence);
  /// Gives up without a verdict: this member was not awake to hear the answer.
  void abandon();

  /// A sequence for other pings.
  std::uint32_t next_sequence() { return ++sequence_; }
  [[nodiscard]] stage at() const { return stage_; }
  [[nodiscard]] const messages::member_id& subject() const { return subject_; }
  [[nodiscard]] std::uint32_t sequence() const { return probing_; }
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;
  [[nodiscard]] const local_health& health() const { return health_; }
  [[nodiscard]] local_health& health() { return health_; }

 private:
  struct relay {
    messages::member_id id;
    bool has_said_no = false;
  };
  [[nodiscard]] relay* asked_of(const messages::member_id& id);

  const membership_options* options_;
  local_health health_;
  stage stage_ = stage::idle;
  std::uint32_t sequence_ = 0;
  std::uint32_t probing_ = 0;
  messages::member_id subject_;
  messages::time_point due_;
  std::vector<relay> relays_;
};

}  // namespace starling::actors
