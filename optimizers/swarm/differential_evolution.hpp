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

/// Adds the difference of two points to a third, mixes the sum with the particle, and keeps the
/// better of both.
///
///   rand_1             v = r1 + F (r2 − r3)
///   best_1             v = best + F (r1 − r2)
///   current_to_best_1  v = x + F (best − x) + F (r1 − r2)
///   u_j = v_j with probability CR and for one j drawn, else x_j; x ← u unless f(u) > f(x)
///
/// The donors r are drawn without repetition from the other particles and from what was heard, and
/// `best` is the best of both. Where these are too few the particle itself is the next donor, then
/// points drawn in the box. All particles of a generation move on what was known when it began.
/// For one thread at a time; `advance` allocates only where `told` is held elsewhere.
///
/// Cost:  O(n d) and n evaluations for a generation.
/// Paper: Storn, Price, "Differential evolution – a simple and efficient heuristic for global
///        optimization over continuous spaces", 1997.
class differential_evolution final : public population {
 public:
  differential_evolution(const population_task& task,
                         const strategy::differential_evolution& options);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override { return best_.of_all(); }
  [[nodiscard]] candidate told() const override { return best_.own(); }
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

 private:
  using donors = std::array<const double*, 3>;

  [[nodiscard]] const double* member(std::size_t i) const;
  donors draw_donors(std::size_t i);
  [[nodiscard]] const double* leader() const;
  void move(std::size_t i, const double* leader);
  void select();

  std::shared_ptr<const objective> what_;
  strategy::differential_evolution options_;
  std::size_t dimension_;
  std::vector<messages::random_source> random_;  ///< Shape: n.
  std::vector<double> points_;                   ///< Shape: n × d.
  std::vector<double> values_;                   ///< Shape: n.
  std::vector<double> trials_;                   ///< Shape: n × d.
  std::vector<double> trial_values_;             ///< Shape: n.
  std::vector<double> strangers_;                ///< Shape: 3 × d; donors that were drawn.
  std::uint64_t evaluations_ = 0;
  std::vector<candidate> heard_;
  best_points best_;
};

}  // namespace starling::optimizers
