#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/jury/jury.hpp"
#include "actors/node/effects.hpp"
#include "actors/roster/round_roster.hpp"
#include "actors/round/round.hpp"
#include "actors/swarm/plan.hpp"

namespace starling::actors {

/// A member of a tree that does not learn: calls its children to work, combines what they propose,
/// and hands it up; the root publishes the combination as the next round's model.
///
/// A child that stays silent is called again; a round that misses its quorum
/// `deadlines_missed_max` times in a row ends the run (root) or goes up as it is (inner
/// aggregator). Asynchronous rounds are lost when no child at all answers for so long.
class aggregator {
 public:
  aggregator(messages::node_id id, std::shared_ptr<const plan> shared);

  void start(messages::time_point now, effects& out);
  void hear(const messages::letter& what, messages::time_point now, effects& out);
  void wake(messages::time_point now, effects& out);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

 private:
  static constexpr auto never = messages::time_point::max();
  /// Of one child, in asynchronous rounds.
  struct open_call {
    messages::time_point due = never;  ///< When it is called again; never once it has answered.
    messages::round_number by;         ///< The latest round that it has answered.
  };

  void begin(messages::round_number r, messages::time_point now, effects& out);
  void hear_update(messages::node_id from, const messages::model_update& u,
                   messages::time_point now, effects& out);
  void hear_async(messages::node_id from, const messages::model_update& u, messages::time_point now,
                  effects& out);
  std::optional<messages::refusal> refuse_async(messages::node_id from,
                                                const messages::model_update& u,
                                                messages::time_point now);
  void mix_in(messages::tensor fresh, double share);
  void progress(messages::time_point now, effects& out);
  void note_presence(messages::time_point now);
  void close(effects& out);
  void publish(messages::combination combined, std::size_t accepted, effects& out);
  void call(messages::node_id child, messages::time_point now, effects& out);
  void call_again(messages::time_point now, effects& out);
  void call_overdue(messages::time_point now, effects& out);
  void overdue(messages::time_point now, effects& out);
  void fail(std::string why, effects& out);
  void lose_quorum(effects& out, std::string why = {});
  void report(std::size_t accepted, double score, effects& out, std::string failure = {});
  void finish(effects& out);
  void send(messages::node_id to, messages::content what, effects& out) const;
  /// Which link leads to `child`; the one behind the last child's for anybody else.
  [[nodiscard]] std::size_t slot_of(messages::node_id child) const;
  [[nodiscard]] std::vector<messages::node_id> working_children(messages::round_number r) const;
  /// What is asked about a node and a round.
  using question = bool (*)(const round_roster&, messages::node_id, messages::round_number);
  /// Whether the answer is yes for `member` or for any node below it.
  [[nodiscard]] bool any_below(messages::node_id member, messages::round_number r,
                               question asked) const;
  /// What the root goes on from: its model.
  [[nodiscard]] std::vector<std::byte> written_state() const;
  void resume();
  [[nodiscard]] std::size_t dimension() const;
  [[nodiscard]] const messages::tensor& origin() const;
  [[nodiscard]] bool asynchronous() const {
    return plan_->options.rounds.mode == round_mode::asynchronous;
  }

  messages::node_id id_;
  std::optional<messages::node_id> parent_;
  std::shared_ptr<const plan> plan_;
  jury jury_;
  std::vector<messages::node_id> children_;
  std::vector<open_call> calls_;   ///< As `children_`; asynchronous only.
  messages::time_point heard_at_;  ///< When any child last answered; asynchronous only.
  messages::round_number number_;
  bool collecting_ = false;
  std::uint64_t failed_in_a_row_ = 0;  ///< Rounds that the rule did not combine.
  bool ready_ = false;                 ///< The root's next round begins at the next step.
  messages::tensor model_;
  messages::model_update combined_;  ///< What went up last.
  round round_;
  std::vector<refused_proposal> refused_;
};

}  // namespace starling::actors
