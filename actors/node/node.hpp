#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "actors/jury/jury.hpp"
#include "actors/node/early_proposals.hpp"
#include "actors/node/effects.hpp"
#include "actors/roster/round_roster.hpp"
#include "actors/round/round.hpp"
#include "actors/swarm/plan.hpp"

namespace starling::actors {

/// A member that learns: proposes, hears, combines, adopts, round after round.
///
/// In peer topologies it is its own aggregator; in a tree it works when its parent says so and
/// adopts what comes down. Pure: the owner feeds it letters and the time, and carries out the
/// effects.
class node {
 public:
  /// `incarnation` 0 starts with round 1; a later one has lost its state, listens first and joins
  /// the round it hears about.
  node(messages::node_id id, std::shared_ptr<const plan> shared, std::size_t incarnation);

  void start(messages::time_point now, effects& out);
  void hear(const messages::letter& what, messages::time_point now, effects& out);
  /// What the conspiracy has this adversary tell.
  void hear(const forgery& what, messages::time_point now, effects& out);
  /// Whenever `next_deadline` has passed, or `effects::again` asked for it.
  void wake(messages::time_point now, effects& out);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

 private:
  enum class state : unsigned char {
    idle,        ///< Not started, or the child of an aggregator between two rounds.
    collecting,  ///< Has proposed; waits for the others.
    ready,       ///< The round has closed; the next begins at the next step.
    away,        ///< Kept out by a fault; comes back when it hears of a later round.
    listening,   ///< Has no current model: adopts what it hears, then joins.
    finished,
  };
  /// What has become of its own proposal.
  enum class telling : unsigned char {
    told,       ///< All who hear it have been told; or there is none this round.
    working,    ///< Waits for the emulated work to end.
    conspired,  ///< Held back until the conspiracy has forged it.
    awaited,    ///< The particle that is to make it is on its way here.
    withheld,   ///< Nobody is told, not even when asked.
  };
  /// Heard since the last deadline, once one has passed.
  struct life_sign {
    messages::node_id from;
    messages::round_number round;  ///< How far the sender is.
  };

  void begin(messages::round_number r, messages::time_point now, effects& out);
  /// What it does in its round, once its particle is there.
  void work_or_rest(effects& out);
  void work(effects& out);
  void count_work();
  void replace_mine(messages::model_update next);
  void deliver(effects& out);
  void tell(effects& out);
  void progress(messages::time_point now, effects& out);
  void close(effects& out);
  /// Adopts what was decided; returns why nothing was.
  std::string believe(jury::verdict decided, messages::round_number r);
  void repair(messages::time_point now, effects& out);
  void overdue(messages::time_point now, effects& out);
  void catch_up(messages::time_point now, effects& out);
  void adopt_early(messages::round_number r);
  void join(messages::round_number r, messages::time_point now, effects& out);
  [[nodiscard]] std::size_t count_gone(const std::vector<messages::node_id>& peers) const;
  /// How far `peer` is, as heard since the last deadline; none: not heard.
  [[nodiscard]] std::optional<messages::round_number> furthest_of(messages::node_id peer) const;
  /// The latest round, from `first` on, of which enough proposals have come early; how many, by the
  /// number of those who may contribute to it, oneself included.
  [[nodiscard]] std::optional<messages::round_number> latest_with(
      std::uint64_t first, const std::function<std::size_t(std::size_t)>& proposals_min) const;
  void report(member_report::kind what, effects& out, std::size_t accepted = 0,
              std::string failure = {});

  void note_positions(member_report& r) const;
  [[nodiscard]] std::vector<std::byte> written_state() const;
  void write_down(effects& out);

  void hear_update(const messages::letter& l, const messages::model_update& u,
                   messages::time_point now, effects& out);
  void hear_start(const messages::start_round& s, messages::time_point now, effects& out);
  void hear_request(messages::node_id from, messages::round_number wanted, effects& out);
  void hear_hand_over(const messages::hand_over& particle, messages::time_point now, effects& out);
  /// Packs up and sends on the particle that leaves in this round.
  void depart(effects& out);
  void pack(messages::round_number r);
  void unpack();
  /// Where a particle is spawned in round `r`, or has been since its last, what was here is gone.
  void renew(messages::round_number r);
  void resume();
  void keep(const messages::letter& l, const messages::model_update& u);
  bool accept_substitute(messages::node_id from, const messages::model_update& u,
                         messages::time_point now);
  void offer(messages::node_id from, const messages::model_update& u, messages::time_point now);
  void send(messages::node_id to, messages::content what, effects& out) const;
  /// What comes down a tree.
  void adopt(const messages::tensor& model, messages::round_number r, effects& out);
  void beat(messages::time_point now, effects& out);
  void tell_all(const messages::content& what, effects& out) const;
  [[nodiscard]] std::vector<messages::node_id> expected(messages::round_number r) const;
  [[nodiscard]] const std::vector<messages::node_id>& targets_of_round() const;
  /// Where whom it tells is drawn anew only when nothing has become better.
  void redraw(std::span<const messages::contribution> heard);
  /// How long to listen before making do with little.
  [[nodiscard]] messages::duration patience() const;
  [[nodiscard]] bool unsent() const {
    return telling_ == telling::working || telling_ == telling::conspired ||
           telling_ == telling::awaited;
  }
  [[nodiscard]] bool in_tree() const { return parent_.has_value(); }
  [[nodiscard]] bool asynchronous() const {
    return plan_->options.rounds.mode == round_mode::asynchronous;
  }

  messages::node_id id_;
  state state_ = state::idle;
  bool asked_ = false;  ///< What is missing in this round has been asked for.
  telling telling_ = telling::told;
  bool silent_ = true;  ///< Nothing but heartbeats was heard since it began to listen.
  std::uint32_t incarnation_;
  std::optional<messages::node_id> parent_;
  std::shared_ptr<const plan> plan_;
  std::unique_ptr<optimizers::strategy> strategy_;
  std::unique_ptr<jury> jury_;  ///< None in a tree.
  messages::round_number number_;
  messages::round_number wanted_;   ///< Of a listening node: the latest that it was asked for.
  messages::round_number adopted_;  ///< The round whose combination the strategy has.
  messages::round_number drawn_;    ///< Adaptive gossip: when it drew whom it tells.
  double best_ =
      std::numeric_limits<double>::infinity();  ///< Adaptive gossip: the least score known before.
  messages::time_point busy_until_;
  messages::time_point next_beat_;
  messages::time_point listen_until_;
  messages::model_update mine_;
  messages::model_update previous_;
  round round_;
  early_proposals early_;
  std::vector<refused_proposal> refused_;
  std::vector<life_sign> alive_;
  std::unique_ptr<messages::hand_over> luggage_;  ///< A particle that has left, or come too early.
  std::uint64_t worked_ = 0;
  std::uint64_t reported_ = 0;  ///< Of `worked_`, to the monitor.
};

}  // namespace starling::actors
