#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "actors/swarm/audit_record.hpp"
#include "messages/types/refusal.hpp"
#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"

namespace starling {

/// How often each refusal happened; indexed by `messages::refusal`.
using refusal_counts = std::array<std::uint64_t, messages::refusal_kinds>;

enum class stop_reason : unsigned char {
  rounds_done,   ///< All rounds ran.
  loss_reached,  ///< `until_loss_below` (or `until_accuracy`) held.
  interrupted,   ///< Ctrl-C or `stop()`.
  quorum_lost,   ///< Too few nodes answered, deadline after deadline.
  node_failed,   ///< A node crashed more often than supervision allows.
};
constexpr std::string_view to_string(stop_reason r) {
  constexpr std::array<std::string_view, 5> names = {"rounds_done", "loss_reached", "interrupted",
                                                     "quorum_lost", "node_failed"};
  return names[static_cast<std::size_t>(r)];
}

/// One closed round of the whole swarm. Where a round was not evaluated, the figures are NaN.
struct round_report {
  std::uint64_t round = 0;
  /// Of the honest nodes' mean, on held-out data; where particles look for the least value: the
  /// least so far.
  double loss = 0;
  double accuracy = 0;  ///< In [0, 1].
  double loss_min = 0;  ///< Over the honest nodes.
  double loss_max = 0;
  double accuracy_min = 0;
  double accuracy_max = 0;
  double loss_median = std::numeric_limits<double>::quiet_NaN();  ///< Over the honest nodes.
  /// Where particles look for the least value: their mean distance from their centre, in diagonals
  /// of the box; and where they are, x and y of each. NaN and empty elsewhere.
  double diversity = std::numeric_limits<double>::quiet_NaN();
  std::vector<float> positions;
  std::uint64_t evaluations = 0;  ///< Of the objective, by all nodes, since the round before.
  double train_loss = 0;          ///< Mean of the honest nodes' own claims.
  std::uint64_t accepted = 0;     ///< Proposals.
  refusal_counts refused{};       ///< Proposals, by reason.
  std::uint64_t failed = 0;       ///< Members whose rule combined nothing.
  std::uint64_t live_nodes = 0;
  double seconds = 0;       ///< Since the round before; virtual under virtual time.
  std::uint64_t bytes = 0;  ///< Sent since the round before, as if encoded.
};

struct run_result {
  std::string name;
  std::uint64_t seed = 0;
  std::uint64_t nodes = 0;
  std::uint64_t rounds = 0;  ///< Closed.
  stop_reason stopped_by = stop_reason::rounds_done;
  std::string detail;  ///< Who is missing or failed; empty otherwise.
  double loss = 0;
  double accuracy = 0;
  double accuracy_min = 0;  ///< Of the worst honest node.
  /// The share of test images, not of its label, that the final model gives the backdoor's label
  /// once they bear its trigger; NaN where no adversary has a backdoor.
  double backdoor_success = std::numeric_limits<double>::quiet_NaN();
  std::uint64_t samples = 0;   ///< Training examples worked through, all nodes.
  double seconds = 0;          ///< Wall clock.
  double virtual_seconds = 0;  ///< 0 without virtual time.
  double samples_per_second = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t restarts = 0;
  std::uint64_t peak_rss_bytes = 0;
  std::string model_hash;  ///< BLAKE2b-256 of `model`, hex.
  std::string trace_hash;  ///< Virtual time only.
  std::vector<round_report> per_round;
  std::map<messages::node_id, refusal_counts> refused_by_peer;  ///< Key: whose proposals.
  std::vector<messages::node_id> adversaries;
  std::vector<audit_record> audit;   ///< In the order of closing; at most audit_records_max.
  std::uint64_t audit_left_out = 0;  ///< How many more there were.
  /// Of each peer, in (0, 1): the mean over the honest members that have seen it; empty where
  /// nobody keeps a book.
  std::map<messages::node_id, double> reputation{};
  messages::tensor model;  ///< The honest nodes' mean, or their best point (float64).
  /// What passed between this process and the other hosts: names of figures, or "refused REASON".
  std::map<std::string, std::uint64_t> between_hosts{};
  std::uint64_t claims_checked = 0;  ///< Evaluations spent on what peers claim.

  [[nodiscard]] bool succeeded() const {
    return stopped_by == stop_reason::rounds_done || stopped_by == stop_reason::loss_reached;
  }
};

}  // namespace starling
