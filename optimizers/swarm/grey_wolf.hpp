#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/best_points.hpp"
#include "optimizers/population.hpp"

namespace starling::optimizers {

/// Wolves close in on the three best that are known: α, β and δ.
///
///   x ← mean over l in {α, β, δ} of l − A |C l − x|,  A = a (2 U − 1), C = 2 U, U uniform for each
///   coordinate and leader; a falls from 2 to 0 over `generations`, and stays there.
///
/// The three are the best points that this pack has evaluated and those that were heard last; with
/// fewer the last one stands in. All wolves of a generation move on what was known when it began.
/// For one thread at a time.
///
/// Cost:  O(n d) and n evaluations for a generation.
/// Paper: Mirjalili, Mirjalili, Lewis, "Grey Wolf Optimizer", 2014.
class grey_wolf final : public population {
 public:
  grey_wolf(const population_task& task, const strategy::grey_wolf& options);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override { return best_.of_all(); }
  [[nodiscard]] candidate told() const override { return best_.own(); }
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

 private:
  void close_in();
  void note_leaders();

  static constexpr std::size_t leaders = 3;

  std::shared_ptr<const objective> what_;
  strategy::grey_wolf options_;
  std::size_t dimension_;
  std::vector<messages::random_source> random_;  ///< Shape: n.
  std::vector<double> points_;                   ///< Shape: n × d.
  std::vector<double> values_;                   ///< Shape: n.
  std::vector<double> ahead_;                    ///< Shape: 3 × d; own α, β and δ.
  std::array<double, leaders> ahead_values_{};   ///< Theirs, ascending.
  std::uint64_t generation_ = 0;
  std::uint64_t evaluations_ = 0;
  std::vector<candidate> heard_;
  best_points best_;
};

}  // namespace starling::optimizers
