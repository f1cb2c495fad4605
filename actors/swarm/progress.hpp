#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "actors/swarm/member_report.hpp"
#include "actors/swarm/plan.hpp"
#include "actors/swarm/run_result.hpp"
#include "messages/types/time.hpp"

namespace starling::actors {

/// Turns members' reports into closed rounds of the whole swarm and knows when the run is over.
///
/// A tree's round is closed by its root. A peer swarm's round is closed when every live member has
/// got past it; with a quorum below 1, when that fraction has. Rounds close in order.
class progress {
 public:
  progress(std::shared_ptr<const plan> shared, messages::time_point now);

  /// Returns the rounds that this report closed, in order.
  std::vector<round_report> add(const member_report& report, messages::time_point now);
  /// A member crashed for the last time.
  std::vector<round_report> gone(messages::node_id member, const std::string& why,
                                 messages::time_point now);
  void interrupt();
  /// When all that is still missing is given up; none while most are at work.
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const { return give_up_at_; }
  std::vector<round_report> wake(messages::time_point now);

  /// The last checkpoint that is complete, once.
  [[nodiscard]] std::shared_ptr<const checkpoint> take_checkpoint() {
    return std::exchange(complete_, nullptr);
  }
  [[nodiscard]] bool over() const { return stopped_by_.has_value(); }
  /// Everything but the figures that only the shell knows (times of day, memory, hashes of traces).
  [[nodiscard]] run_result result(messages::time_point now) const;

 private:
  struct verdict {
    messages::node_id node;
    double loss;
    double accuracy;
    messages::tensor model;
    std::vector<double> positions{};
  };
  struct open_round {
    std::size_t passed = 0;  ///< Live members that have closed it or a later one.
    std::size_t away = 0;
    std::size_t reports = 0;
    std::size_t lost = 0;  ///< Members that missed their quorum in it.
    std::uint64_t accepted = 0;
    std::uint64_t bytes = 0;
    std::uint64_t worked = 0;
    double train_score = 0;
    std::size_t trained = 0;
    std::size_t failed = 0;  ///< Members whose rule combined nothing …
    std::string failure;     ///< … and why the last of them did not.
    refusal_counts refused{};
    std::vector<verdict> verdicts;
    std::vector<std::vector<std::byte>> states{};  ///< By member, where a checkpoint is due.
  };

  void count_refusals(const member_report& report);
  void count_verdict(const member_report& report, open_round& r);
  void pass(messages::node_id member, std::uint64_t until);
  std::vector<round_report> close_ready(messages::time_point now);
  round_report close_front(messages::time_point now);
  void judge(round_report& report, open_round& r);
  void note_positions(round_report& report, const open_round& r);
  /// The best of them, where particles look for the least value.
  void judge_points(round_report& report, const open_round& r);
  void check_goal(const round_report& report);
  void check_failures(const open_round& r);
  void note(audit_record record);
  void note_rule(std::uint64_t round);
  void lose_quorum(const member_report& report);
  void fail(messages::node_id member, const std::string& why);
  open_round* find(std::uint64_t number);
  [[nodiscard]] std::size_t live() const { return members_live_; }
  [[nodiscard]] std::size_t enough() const;
  /// Whether a root closes the rounds, not the nodes.
  [[nodiscard]] bool tree() const {
    return plan_->graph->aggregators() > 0 && !plan_->root_elsewhere();
  }
  [[nodiscard]] bool is_root(messages::node_id member) const;

  std::shared_ptr<const plan> plan_;
  messages::time_point started_;
  messages::time_point last_closed_;
  std::uint64_t first_open_ = 1;
  std::deque<open_round> open_;
  std::vector<std::uint64_t> passed_;  ///< Last round each node has got past.
  std::vector<bool> down_;
  std::size_t members_live_;
  refusal_counts refused_since_{};
  std::uint64_t bytes_before_ = 0;
  std::uint64_t worked_before_ = 0;
  std::shared_ptr<const checkpoint> complete_;
  std::size_t positions_kept_ = 0;
  std::uint64_t failed_in_a_row_ = 0;
  std::shared_ptr<const rule_in_force> rule_;  ///< Of the last round closed.
  std::optional<messages::time_point> give_up_at_;
  std::optional<stop_reason> stopped_by_;
  run_result result_;
};

}  // namespace starling::actors
