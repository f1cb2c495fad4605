#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/best_points.hpp"
#include "optimizers/population.hpp"

namespace starling::optimizers {

/// Bees look around sources of food: the better a source, the more of them.
///
///   v = x, but v_j = x_j + U(−1, 1) (x_j − y_j) for one j drawn, y another source or what was
///   heard; x ← v if f(v) < f(x)
///
/// The particles are the bees; ⌈n / 2⌉ of them are employed, each at a source of its own, and the
/// others onlookers. `advance` is one cycle of the paper, with one evaluation for each bee:
///
/// - employed bees try beside their sources, all at once, on what was known when the cycle began;
/// - onlookers choose sources in proportion to 1 / (1 + f), or 1 + |f| below zero, and try beside
///   these, again all at once;
/// - of the sources with more than `limit` trials in vain, the one with the most is left: in the
///   next cycle its bee is the scout, whose trial is a point drawn in the box, taken as it is.
///
/// In the first cycle all employed bees are scouts. What a neighbour told takes the place of the
/// worst source once, if it is better than every source and than what did so before.
/// For one thread at a time; `advance` allocates only where `told` is held elsewhere.
///
/// Cost:  O(n (d + log n)) and n evaluations for a cycle.
/// Paper: Karaboga, "An idea based on honey bee swarm for numerical optimization", TR06, 2005.
class artificial_bee_colony final : public population {
 public:
  artificial_bee_colony(const population_task& task, const strategy::bee_colony& options);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override { return best_.of_all(); }
  [[nodiscard]] candidate told() const override { return best_.own(); }
  /// The sources.
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

 private:
  static constexpr std::uint64_t nobody = ~std::uint64_t{0};

  [[nodiscard]] std::size_t sources() const { return values_.size(); }
  [[nodiscard]] std::span<double> row(std::vector<double>& rows, std::size_t i) const;
  void adopt();
  void employed();
  void onlookers();
  void choose_scout();
  void try_beside(std::size_t source, std::size_t bee);
  void judge(std::size_t source, std::size_t bee);

  std::shared_ptr<const objective> what_;
  std::size_t dimension_;
  std::uint64_t limit_;
  std::vector<messages::random_source> random_;  ///< Shape: n.
  std::vector<double> points_;                   ///< Shape: sources × d.
  std::vector<double> values_;                   ///< Shape: sources.
  std::vector<std::uint64_t> in_vain_;           ///< Shape: sources; trials since it got better.
  std::vector<double> trials_;                   ///< Shape: n × d.
  std::vector<double> trial_values_;             ///< Shape: n.
  std::vector<double> shares_;                   ///< Shape: sources; sums of fitness.
  std::vector<std::uint32_t> choices_;           ///< Shape: onlookers; the sources they chose.
  std::uint64_t scout_ = nobody;                 ///< Whose bee is the scout of the next cycle.
  std::uint64_t evaluations_ = 0;
  double adopted_;  ///< The value of what was last taken over from a neighbour.
  std::vector<candidate> heard_;
  best_points best_;
};

}  // namespace starling::optimizers
