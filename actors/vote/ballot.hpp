#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "messages/types/time.hpp"
#include "messages/vocabulary/vote_messages.hpp"

namespace starling::actors {

/// Agreement on the model of one round among n members of whom f < n / 3 may lie.
///
/// Each term has a leader, who proposes; members vote for it, and commit when a quorum of
/// ⌊(n + f) / 2⌋ + 1 has voted (2 f + 1 of 3 f + 1). Who has committed to a model in one term votes
/// for another only if a quorum has done so in a later one. No two honest members ever decide
/// differently, whatever the delays; all decide when messages come through within the waits, which
/// grow with the terms.
///
/// Pure: what is sent goes to all others; messages must come with their authentic sender.
/// Paper: Buchman, Kwon, Milosevic, "The latest gossip on BFT consensus", 2018, algorithm 1.
class ballot {
 public:
  struct options {
    std::size_t members = 4;                            ///< n; at least 1.
    messages::duration wait = std::chrono::seconds(1);  ///< For each step of the first term.
  };
  using effects = std::vector<messages::vote_message>;

  /// `own`: what this member proposes when it leads; not zero.
  ballot(options o, messages::node_id self, messages::round_number round,
         const messages::model_hash& own);

  void start(messages::time_point now, effects& out) { enter({1}, now, out); }
  /// False where it is refused: not of this round, of a term too far ahead or long past, from
  /// nobody in the roster, from a wrong leader, or another than what the same sender has said
  /// before.
  bool hear(messages::node_id from, const messages::vote_message& what, messages::time_point now,
            effects& out);
  void wake(messages::time_point now, effects& out);
  /// None once it has decided.
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

  [[nodiscard]] const std::optional<messages::model_hash>& decided() const { return decided_; }
  [[nodiscard]] messages::term_number term() const { return term_; }
  [[nodiscard]] std::size_t quorum() const;
  [[nodiscard]] std::size_t liars_max() const { return (options_.members - 1) / 3; }
  [[nodiscard]] messages::node_id leader(messages::term_number term) const;

 private:
  enum class step : unsigned char { proposing, voting, committing };
  /// What was said in one term; at most one of each kind from each member.
  struct tally {
    std::optional<messages::candidacy> proposal;
    std::map<messages::node_id, messages::model_hash> votes;
    std::map<messages::node_id, messages::model_hash> commits;
  };

  void enter(messages::term_number term, messages::time_point now, effects& out);
  void say_vote(const messages::model_hash& model, messages::time_point now, effects& out);
  void say_commit(const messages::model_hash& model, messages::time_point now, effects& out);
  bool note(messages::node_id from, const messages::vote_message& what);
  void progress(messages::time_point now, effects& out);
  bool progress_once(messages::time_point now, effects& out);
  bool vote_on_proposal(tally& t, messages::time_point now, effects& out);
  bool decide();
  [[nodiscard]] bool supports(const std::map<messages::node_id, messages::model_hash>& said,
                              const messages::model_hash& model) const;
  void arm(messages::time_point now) {
    due_ = now + options_.wait * static_cast<messages::duration::rep>(term_.value);
  }

  options options_;
  messages::node_id self_;
  messages::round_number round_;
  messages::model_hash own_;
  messages::term_number term_{0};
  step step_ = step::proposing;
  std::map<messages::term_number, tally> tallies_;  // at most terms_kept, and terms_ahead_max
  messages::model_hash locked_;
  messages::term_number locked_in_{0};  ///< 0: it has committed to none.
  messages::model_hash valid_;
  messages::term_number valid_in_{0};
  messages::time_point due_;
  std::optional<messages::model_hash> decided_;
};

}  // namespace starling::actors
