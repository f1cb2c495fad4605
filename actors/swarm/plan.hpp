#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "actors/control/round_gate.hpp"
#include "actors/host/residence.hpp"
#include "actors/jury/rule_schedule.hpp"
#include "actors/membership/host_presence.hpp"
#include "actors/roster/round_roster.hpp"
#include "actors/swarm/swarm_options.hpp"
#include "actors/topology/topology.hpp"
#include "aggregation/attacks/attack.hpp"
#include "aggregation/kernels/workers.hpp"
#include "aggregation/reputation/book_text.hpp"
#include "messages/types/content_hash.hpp"
#include "messages/types/time.hpp"
#include "optimizers/objective.hpp"
#include "optimizers/strategy.hpp"

namespace starling::actors {

/// In larger swarms nobody tells where its particles are.
inline constexpr std::size_t positions_nodes_max = 1024;

/// Totals of one run, written by many actors, read by the metrics.
struct run_counters {
  std::atomic<std::uint64_t> bytes_sent{0};
  std::atomic<std::uint64_t> samples_worked{0};
  std::atomic<std::uint64_t> restarts{0};
  std::atomic<std::uint64_t> claims_checked{0};  ///< Evaluations spent on what peers claim.
};

/// What every member has written down after a round: what a run goes on from.
struct checkpoint {
  messages::round_number round;
  /// By member; of inner aggregators, members of other hosts, and idle nodes in a tree: empty.
  std::vector<std::vector<std::byte>> states;
};

/// What can be changed of a run that is under way, and what a change must respect.
struct live_plan {
  std::shared_ptr<round_gate> gate = std::make_shared<round_gate>();
  std::shared_ptr<rule_schedule> rules{};
  std::shared_ptr<population_schedule> population{};
  rule_terms terms{};
  std::size_t nodes = 0;
  std::uint64_t rounds_max = 0;
  bool movable = false;  ///< Particles may go from node to node.
};

struct host_counters;

/// What every member of one run knows. Immutable while it runs, but for what is live, the counters
/// and the trace.
struct plan {
  swarm_options options;
  std::shared_ptr<const topology> graph;
  optimizers::strategy_factory strategies;
  live_plan live;
  /// What adversaries tell who know what the others propose; null where each lies for itself.
  std::shared_ptr<const aggregation::attack> eavesdropper;
  messages::tensor initial;        ///< Shape: d, the model that all start from; empty: unknown.
  optimizers::evaluator evaluate;  ///< Empty where only the strategies can judge.
  optimizers::evaluator backdoor;  ///< Its accuracy is the backdoor's success; empty: none.
  std::size_t dimension = 0;       ///< d; 0 where the first proposal decides.
  /// Of a proposal's numbers; none where the first proposal decides.
  std::optional<messages::precision> precision = messages::precision::float32;
  /// What particles look for the least value of; null where models are learned.
  std::shared_ptr<const optimizers::objective> objective{};
  std::shared_ptr<const checkpoint> resumed{};     ///< Null: the run begins with round 1.
  std::shared_ptr<const residence> home{};         ///< Null: all members live in this process.
  std::shared_ptr<host_counters> between_hosts{};  ///< Null where there is one process.
  std::shared_ptr<host_presence> presence{};       ///< Null where nobody looks who is there.
  messages::time_point start;  ///< When the run began; partitions count from it.

  /// Who work on a combination; null: the member's own thread alone.
  std::shared_ptr<const aggregation::kernels::workers> workers{};
  /// Of each member that combines, where the options ask for them; null elsewhere. While it runs, a
  /// member touches its own and no other.
  std::shared_ptr<aggregation::reputation_books> books{};
  std::shared_ptr<run_counters> counters = std::make_shared<run_counters>();
  std::unique_ptr<messages::content_hash> trace;  ///< Virtual time only: one thread.

  /// Who works in which round, as it is known now.
  [[nodiscard]] round_roster roster() const {
    return live.population ? round_roster(options, live.population->now()) : round_roster(options);
  }
  /// Whether a node draws anew whom it tells only when nothing has become better.
  [[nodiscard]] bool adaptive() const {
    const auto* gossip = std::get_if<starling::topology::gossip>(&options.topology);
    return gossip != nullptr && gossip->adaptive;
  }
  /// Whether the swarm's result is the best of the nodes' points, not the mean of their models.
  [[nodiscard]] bool best_wins() const { return objective != nullptr; }
  [[nodiscard]] bool lives_here(messages::node_id id) const {
    return !home || home->lives_here(id);
  }
  /// Whether the host of a member is known to be gone.
  [[nodiscard]] bool gone(messages::node_id id) const {
    return presence && presence->any_gone() && presence->gone(home->host_of(id));
  }
  [[nodiscard]] std::size_t nodes_here() const {
    return home ? home->nodes_of(home->here()) : graph->nodes();
  }
  /// Whether the aggregator that closes the rounds of a tree lives in another process: then the
  /// nodes here report them.
  [[nodiscard]] bool root_elsewhere() const {
    return graph->aggregators() > 0 &&
           !lives_here(messages::node_id{static_cast<std::uint32_t>(graph->members() - 1)});
  }
  /// Adversaries are the nodes with the highest numbers.
  [[nodiscard]] bool lies(messages::node_id id) const {
    return id.value < options.nodes && id.value + options.adversaries.count >= options.nodes;
  }
  /// The last round that is over before the run begins.
  [[nodiscard]] std::uint64_t rounds_before() const { return resumed ? resumed->round.value : 0; }
  /// Whether nodes write down their state after round `r`.
  [[nodiscard]] bool checkpointed(messages::round_number r) const {
    const auto every = options.checkpoint.every;
    return every != 0 && (r.value % every == 0 || r.value == options.rounds.max);
  }
  /// Whether a run cannot go on after round `r` without the state of `member`. Among peers all are
  /// asked; in a tree the root, for its model, and those who work: where a particle is spawned, a
  /// new one begins.
  [[nodiscard]] bool writes_state(messages::node_id member, messages::round_number r) const {
    if (graph->aggregators() == 0) return true;
    return member.value < graph->nodes() ? roster().active(member, r)
                                         : !graph->parent(member).has_value();
  }
  /// Whether `states`, by member or none at all, are what a run of this process goes on from.
  [[nodiscard]] bool is_whole(const std::vector<std::vector<std::byte>>& states,
                              messages::round_number r) const {
    for (std::uint32_t i = 0; i < states.size(); ++i) {
      if (states[i].empty() && writes_state({i}, r) && lives_here({i})) return false;
    }
    return !states.empty();
  }
  [[nodiscard]] bool evaluated(messages::round_number r) const {
    const auto every = options.evaluation.every;
    return r.value == options.rounds.max || (every != 0 && r.value % every == 0);
  }
};

}  // namespace starling::actors
