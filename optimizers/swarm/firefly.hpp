#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "messages/types/random.hpp"
#include "optimizers/population.hpp"
#include "optimizers/swarm/candidates.hpp"

namespace starling::optimizers {

/// Each firefly moves towards every brighter one, the dimmest of them first.
///
///   x_i ← x_i + β0 exp(−γ r²) (x_j − x_i) + α (U − 1/2),  r = |x_i − x_j|,  U uniform in [0, 1)
///
/// for each brighter j, own or heard, where it was when the generation began; who sees nobody
/// brighter takes the random step alone. Distances and random steps are counted in
/// `distance_unit`, so that γ and α mean the same on any box. For one thread at a time.
/// Cost:   O((n + heard) n d) for a generation.
/// Paper:  Yang, "Firefly algorithms for multimodal optimization", 2009.
class firefly final : public population {
 public:
  firefly(const population_task& task, const starling::strategy::firefly& options);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override;
  /// The brightest own firefly where it is now.
  [[nodiscard]] candidate told() const override;
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

 private:
  void move_all();
  void move(std::size_t i);
  void rank();
  /// Of one's own where the generation began, then of those heard.
  [[nodiscard]] double value(std::size_t j) const;
  [[nodiscard]] std::span<const double> point(std::size_t j) const;
  [[nodiscard]] std::span<double> row(std::vector<double>& points, std::size_t i) const;
  [[nodiscard]] std::size_t brightest() const;

  std::shared_ptr<const objective> what_;
  std::size_t dimension_;
  starling::strategy::firefly options_;
  double unit_;
  double randomness_;  ///< α now.
  std::uint64_t evaluations_ = 0;
  std::vector<messages::random_source> sources_;
  std::vector<double> positions_;     ///< Shape: n × d.
  std::vector<double> before_;        ///< Shape: n × d; where they were when the generation began.
  std::vector<double> values_;        ///< Shape: n.
  std::vector<std::uint32_t> ranks_;  ///< Own and heard ones, the dimmest first.
  std::vector<candidate> heard_;
  std::vector<double> best_point_;  ///< The best evaluated so far; shape: d.
  double best_value_;
  candidate best_heard_ = nothing();
  mutable candidate told_ = nothing();  ///< No point: not made yet for this generation.
  mutable candidate best_ = nothing();
};

}  // namespace starling::optimizers
