#pragma once

#include <cstdint>

#include "optimizers/swarm/ants/trail_rule.hpp"

namespace starling::optimizers {

/// One ant deposits, all trails stay between two bounds, and where all ants walk one tour the
/// trails start anew.
///
/// τ_max = 1 / (ρ L), L the best so far; τ_min = τ_max (1 − p) / (p (k + 1) / 2) with p the n-th
/// root of 0.05 and k candidates: what leaves an ant that follows the best trail everywhere with
/// the best tour once in twenty. With a local search, τ_min = τ_max / (2 n).
/// Paper: Stützle, Hoos, "MAX–MIN Ant System", 2000.
class max_min final : public trail_rule {
 public:
  max_min(const starling::strategy::ant_colony& chosen, const city_map& map);

  void start(pheromone& trails) override;
  void finish(pheromone& trails, const ants_returned& ants) override;
  void exchange(state& s) override;

  [[nodiscard]] double trail_max() const;
  [[nodiscard]] double trail_min() const { return trail_max() * low_share_; }

 private:
  /// Iterations from one deposit of the best to the next; in between, that of the iteration does.
  [[nodiscard]] std::uint64_t period() const;
  [[nodiscard]] const city_tour& depositor(const ants_returned& ants) const;
  [[nodiscard]] bool stagnates(const pheromone& trails) const;

  const city_map& map_;
  double evaporation_;
  double low_share_;  ///< τ_min / τ_max.
  bool searches_;     ///< Ants' tours are improved by a local search.
  std::int64_t bounding_length_;
  city_tour restart_best_;  ///< Since trails were started anew, or heard of.
  std::uint64_t iteration_ = 0;
  std::uint64_t restarted_at_ = 0;
  std::uint64_t found_at_ = 0;  ///< When `restart_best_` was.
};

}  // namespace starling::optimizers
