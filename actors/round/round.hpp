#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "actors/round/arrival_statistics.hpp"
#include "actors/swarm/swarm_options.hpp"
#include "messages/types/refusal.hpp"
#include "messages/types/time.hpp"
#include "messages/vocabulary/contribution.hpp"
#include "messages/vocabulary/round_messages.hpp"

namespace starling::actors {

/// Collects the proposals of one round and says when it may close.
///
/// synchronous: closes when the quorum of those expected has arrived.
/// semi_synchronous: waits for all, but once the quorum is there only until median + k · MAD of
/// recent arrivals, those that just missed their round included.
/// asynchronous: closes with whatever has come from whomever; older proposals count less, up to a
/// bound, and a sender's newer one replaces its older.
///
/// Holds at most one proposal per expected sender. Not thread-safe.
class round {
 public:
  enum class verdict : unsigned char {
    wait,
    close,
    repair,   ///< A quarter of the deadline has passed: what is missing may have been lost.
    overdue,  ///< The deadline has passed without a quorum.
  };

  /// `of`: what proposals hold; none: what the first accepted one of a round holds.
  explicit round(const round_options& policy, weight_options weights = {},
                 std::optional<messages::precision> of = messages::precision::float32)
      : policy_(&policy), weights_(weights), precision_(of) {}

  /// Forgets the round before. `expected`: who may contribute, ascending. `dimension`: d, or 0
  /// where the first accepted proposal decides it.
  void open(messages::round_number number, std::vector<messages::node_id> expected,
            std::size_t dimension, messages::time_point now);
  /// Takes one proposal, or says why not: late, duplicate, unknown_sender, wrong_shape, non_finite,
  /// too_stale. A proposal for a round to come is the owner's to keep until that round opens.
  std::optional<messages::refusal> offer(messages::node_id from,
                                         const messages::model_update& update,
                                         messages::time_point now);
  /// Of those who are missing, `absent` are known to be gone: nobody waits for them, and a quorum
  /// is one of the others. `held`: the round must not close for now. Both until the next call.
  void note(std::size_t absent, bool held, messages::time_point now);
  [[nodiscard]] verdict judge(messages::time_point now) const;
  /// When `judge` may change its mind without a new proposal, or a held round is to be looked at
  /// again; none in asynchronous rounds, nor where the options set no deadline.
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;
  /// After `repair`: what is missing has been asked for.
  void asked(messages::time_point now);
  /// After `overdue`: grants another deadline. A wait for those who are known to be alive
  /// counts as missed only every tenth time.
  void extend(messages::time_point now, bool missed = true);
  [[nodiscard]] std::size_t deadlines_missed() const { return deadlines_missed_; }

  [[nodiscard]] messages::round_number number() const { return number_; }
  [[nodiscard]] std::size_t arrived() const { return arrived_.size(); }
  /// How many proposals close a round of `expected` senders: at least one.
  [[nodiscard]] std::size_t needed(std::size_t expected) const;
  [[nodiscard]] std::vector<messages::node_id> missing() const;
  /// Closes the round: the accepted proposals, ascending by sender, weighted by samples and
  /// staleness where the options say so. Nothing of the round is kept but its number.
  [[nodiscard]] std::vector<messages::contribution> take();

 private:
  struct arrival {
    messages::contribution what;
    messages::round_number of;
  };
  /// What a semi-synchronous round learns from those before it.
  struct history {
    arrival_statistics delays;
    messages::time_point opened;
    messages::time_point opened_before;
    std::vector<messages::node_id> owing;  ///< Missing when the round before closed; ascending.
  };

  void note_late(messages::node_id from, messages::time_point now);
  [[nodiscard]] std::size_t awaited() const { return expected_.size() - absent_; }

  const round_options* policy_;
  weight_options weights_;
  std::optional<messages::precision> precision_;
  messages::round_number number_;
  std::size_t dimension_ = 0;
  std::vector<messages::node_id> expected_;
  std::vector<arrival> arrived_;  // ascending by sender
  messages::time_point opened_;
  messages::time_point overdue_at_;
  messages::time_point repair_at_;
  std::size_t absent_ = 0;
  std::optional<messages::time_point> held_until_;
  std::size_t deadlines_missed_ = 0;
  std::size_t deadlines_passed_ = 0;
  std::unique_ptr<history> recent_;  // semi_synchronous only
};

}  // namespace starling::actors
