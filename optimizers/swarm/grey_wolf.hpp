#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/best_points.hpp"
#include "optimizers/population.hpp"

namespace starling::optimizers {

/// Wolves surround the three best: alpha, beta and delta.
///
///   x_j ← mean over the three of  l_j − a (2 r − 1) |2 r' l_j − x_j|,  r, r' uniform in [0, 1)
///   a falls from 2 to 0 over `generations`, linearly, and stays there
///
/// The three are the best so far of what was evaluated here and what was told last; where fewer are
/// known the last one stands for the others. 2 r' l measures from the origin of the coordinates:
/// what lies there is found too easily, and moving the objective changes the run.
/// For one thread at a time; `advance` allocates only where `told` is held elsewhere.
///
/// Cost:  O(n d) and n evaluations for a generation.
/// Paper: Mirjalili, Mirjalili, Lewis, "Grey wolf optimizer", 2014.
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
  static constexpr std::size_t ranks = 3;
  using pack = std::array<const double*, ranks>;

  [[nodiscard]] pack leaders() const;
  void move(std::size_t i, const pack& leaders, double a);
  void remember(std::span<const double> point, double value);

  std::shared_ptr<const objective> what_;
  std::uint64_t generations_;
  std::size_t dimension_;
  std::vector<messages::random_source> random_;  ///< Shape: n.
  std::vector<double> points_;                   ///< Shape: n × d.
  std::vector<double> values_;                   ///< Shape: n.
  std::vector<double> own_points_;               ///< Shape: 3 × d; the best evaluated here.
  std::array<double, ranks> own_values_;         ///< Theirs, ascending; +∞: there is none.
  std::uint64_t evaluations_ = 0;
  std::vector<candidate> heard_;
  best_points best_;
};

}  // namespace starling::optimizers
