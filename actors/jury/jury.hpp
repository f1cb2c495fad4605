#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actors/jury/claims.hpp"
#include "actors/jury/rule_schedule.hpp"
#include "actors/jury/suspicion.hpp"
#include "actors/round/round.hpp"
#include "actors/swarm/member_report.hpp"
#include "actors/swarm/plan.hpp"

namespace starling::actors {

/// Whom one member believes: the rule in force, applied to what the member heard in a round.
///
/// Pure but for the schedule of rules that all members share.
class jury {
 public:
  jury(messages::node_id self, std::shared_ptr<const plan> shared);
  /// What the rule alone would say: reads no book and writes none.
  static jury without_book(messages::node_id self, std::shared_ptr<const plan> shared) {
    jury one(self, std::move(shared));
    one.suspicion_.reset();
    return one;
  }

  struct verdict {
    std::optional<messages::combination> combined;
    std::string failure;                    ///< Why there is none, in one sentence.
    std::vector<refused_proposal> refused;  ///< Who had no weight, or less than its due.
  };
  /// Before `decide`: what was refused in the round that is about to close, and who is missing.
  void note(std::span<const refused_proposal> refused, const round& closing);
  /// `origin`: the model that the proposals are changes of. `heard`: ascending by sender.
  verdict decide(std::span<const messages::contribution> heard, messages::round_number round,
                 const messages::tensor& origin);
  /// The same for a member that makes do with what it can get: f is the largest that is legal.
  verdict decide_leniently(std::span<const messages::contribution> heard,
                           messages::round_number round, const messages::tensor& origin);
  /// The fewest proposals of `n` expected that the rule of `round` combines.
  [[nodiscard]] std::size_t contributions_min(messages::round_number round, std::size_t n);

 private:
  verdict decide_with(std::span<const messages::contribution> heard, std::size_t byzantine,
                      messages::round_number round, const messages::tensor& origin);
  [[nodiscard]] std::string failure(aggregation::rule_error why, std::size_t n,
                                    std::size_t f) const;
  aggregation::rule& rule_of(messages::round_number round);

  messages::node_id self_;
  std::shared_ptr<const plan> plan_;
  std::shared_ptr<const rule_in_force> in_force_;
  std::unique_ptr<aggregation::rule> rule_;
  std::unique_ptr<claims> claims_;        // null where there is nothing to look into them with
  std::unique_ptr<suspicion> suspicion_;  // null where the options ask for none
};

}  // namespace starling::actors
