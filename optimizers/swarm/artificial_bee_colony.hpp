#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/best_points.hpp"
#include "optimizers/population.hpp"

namespace starling::optimizers {

/// Bees at n sources of food: employed ones try next to their own, onlookers next to the good
/// ones, and a source that has given nothing for `limit` trials is left for one drawn anew.
///
///   v = x_i but for one coordinate j drawn: v_j = x_ij + U(−1, 1) (x_ij − x_kj), k another source
///   or a point that was heard; x_i ← v if f(v) is no worse
///   onlookers choose i with probability ∝ fit_i, 1 / (1 + f) where f ≥ 0, else 1 + |f|
///
/// A generation is the n trials of the employed, the n of the onlookers, and at most one scout:
/// 2 n or 2 n + 1 evaluations; the first is n, of the sources as they were drawn. For one thread at
/// a time.
///
/// Cost:  O(n²) in the onlookers' choice, O(n) moves of a coordinate.
/// Paper: Karaboga, Basturk, "A powerful and efficient algorithm for numerical function
///        optimization: artificial bee colony (ABC) algorithm", 2007; Karaboga 2005.
class artificial_bee_colony final : public population {
 public:
  artificial_bee_colony(const population_task& task, const strategy::bee_colony& options);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override { return best_.of_all(); }
  [[nodiscard]] candidate told() const override { return best_.own(); }
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

 private:
  void draw(std::size_t i);
  /// A trial next to source `i`, by the bee with these random numbers.
  void forage(std::size_t i, messages::random_source& random);
  void evaluate(std::size_t i);
  std::size_t chosen(messages::random_source& random) const;

  std::shared_ptr<const objective> what_;
  std::size_t limit_;
  std::size_t dimension_;
  std::vector<messages::random_source> random_;  ///< Shape: n.
  std::vector<double> points_;                   ///< Shape: n × d.
  std::vector<double> values_;                   ///< Shape: n.
  std::vector<std::uint64_t> failures_;          ///< Shape: n; trials in a row without success.
  std::vector<double> trial_;                    ///< Shape: d.
  std::uint64_t evaluations_ = 0;
  std::vector<candidate> heard_;
  best_points best_;
};

}  // namespace starling::optimizers
