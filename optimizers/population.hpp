#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "messages/types/strong.hpp"
#include "messages/types/tensor.hpp"
#include "messages/vocabulary/contribution.hpp"
#include "optimizers/objective.hpp"
#include "optimizers/options.hpp"
#include "optimizers/state.hpp"

namespace starling::optimizers {

/// A point and its value.
struct candidate {
  messages::tensor point;  ///< Shape: d, float64.
  double value = 0;
};

/// Whose particles these are, and what they look for.
struct population_task {
  std::shared_ptr<const objective> what;
  messages::node_id node;  ///< Whose actor they live in.
  std::size_t nodes = 1;   ///< How many such populations there are in the swarm.
  std::uint64_t seed =
      0;  ///< The swarm's; particle i draws from substream(seed, "particle", node, i).
  std::size_t particles = 1;  ///< Of this population.
};

/// The particles of one actor: what a swarm optimizer does between two rounds.
///
/// It does not know where its neighbours are: who they are decides the topology, and what they told
/// comes in through `hear`. The same seed, task and sequence of calls give the same bits. Values
/// that are NaN count as +∞.
class population {
 public:
  virtual ~population() = default;

  /// One generation: every particle is evaluated once. In the first, where it was drawn; in those
  /// that follow, where it has moved.
  virtual void advance() = 0;
  /// What neighbours told last, ascending by sender, not one's own; each replaces what the same
  /// sender told before, and holds until the next call. `parameters` are float64 points of shape d
  /// in the box, `score` is their value; both were believed by whoever calls.
  virtual void hear(std::span<const messages::contribution> told) = 0;
  /// The best that this population itself has evaluated, or has heard of; before the first
  /// `advance`: +∞ and no point.
  [[nodiscard]] virtual candidate best() const = 0;
  /// What the neighbours get to hear: a point that this population has evaluated.
  [[nodiscard]] virtual candidate told() const = 0;
  /// Where the particles are now, for whoever draws them; overwrites `points` with at most
  /// `points.size() / d` of them and returns how many.
  virtual std::size_t positions(std::span<double> points) const = 0;
  /// Evaluations so far.
  [[nodiscard]] virtual std::uint64_t evaluations() const = 0;
  /// Writes down all that decides what comes next, or takes it over; see `state`.
  virtual void exchange(state& s) = 0;
};

}  // namespace starling::optimizers
