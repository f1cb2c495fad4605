#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "actors/swarm/member_report.hpp"
#include "actors/swarm/plan.hpp"
#include "aggregation/detection/detector.hpp"
#include "aggregation/reputation/book_text.hpp"

namespace starling::actors {

/// What one member holds against its peers, before and after the rule: who is in quarantine, who is
/// flagged, and what it all weighs. Nothing is held against oneself.
///
/// Its book is the plan's, so that it outlives a crash of the member.
class suspicion {
 public:
  /// Null where the options ask for none of it.
  static std::unique_ptr<suspicion> make(messages::node_id self, const plan& shared);

  /// What was seen of the peers before the round closed: refusals, and who did not come.
  void note(std::span<const refused_proposal> refused, std::span<const messages::node_id> missing);

  struct admitted {
    std::vector<messages::contribution> heard;
    std::size_t byzantine = 0;
  };
  /// Those that the rule may see, with their weights, and how many of them may still lie; each
  /// other one is added to `refused`. In quarantine are at most `byzantine` (where the rule
  /// withstands no liar, less than half), and never so many that less than `heard_min` are left.
  [[nodiscard]] admitted admit(std::span<const messages::contribution> heard, std::size_t byzantine,
                               std::size_t heard_min, std::vector<refused_proposal>& refused) const;
  /// Looks at all that were heard, adds whom the detector flags to `refused`, and closes the round
  /// of the book; `refused` already holds what the rule said.
  void examine(std::span<const messages::contribution> heard, std::size_t byzantine,
               std::vector<refused_proposal>& refused);

 private:
  suspicion(messages::node_id self, const plan& shared, aggregation::reputation_book& book);

  messages::node_id self_;
  aggregation_options options_;
  std::unique_ptr<aggregation::detector> detector_;
  aggregation::reputation_book* book_;
  std::shared_ptr<const aggregation::kernels::workers> workers_;
  std::vector<double> trust_;  ///< Of each member, by number; empty: all alike.
};

/// Empty books of all members that combine, for a plan whose options ask for them; else null.
std::shared_ptr<aggregation::reputation_books> empty_books(const plan& shared);

/// What the members that do not lie think of each peer: the mean over those that have seen it.
std::map<messages::node_id, double> mean_reputations(
    const aggregation::reputation_books& all, std::span<const messages::node_id> adversaries);

/// How many additions the trust that all members see over the graph costs.
double trust_cost(const topology& graph);

}  // namespace starling::actors
