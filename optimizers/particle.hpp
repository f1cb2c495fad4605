#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "optimizers/population.hpp"
#include "optimizers/strategy.hpp"

namespace starling::optimizers {

/// A node whose strategy is a swarm optimizer: its particles move between two rounds, it proposes
/// what they found, and they go on with what was heard.
///
/// Proposals are float64 points of shape d with their value as score. What comes down a tree, or
/// from a neighbour to one that joins late, is a point alone: it is evaluated here.
/// Thread safety: none; one node calls it.
class particle final : public strategy {
 public:
  /// `generations`: between two rounds.
  particle(std::unique_ptr<population> particles, std::shared_ptr<const objective> what,
           messages::node_id self, std::size_t generations)
      : particles_(std::move(particles)),
        what_(std::move(what)),
        self_(self),
        generations_(static_cast<std::uint32_t>(generations)) {}

  proposal propose(messages::round_number round) override;
  void adopt(const messages::combination& heard, messages::round_number round) override;
  /// The loss is the best value known here.
  [[nodiscard]] evaluation evaluate() const override;
  [[nodiscard]] messages::tensor parameters() const override { return particles_->best().point; }
  /// Evaluations, each of the objective at one point.
  [[nodiscard]] messages::sample_count worked() const override {
    return {particles_->evaluations() + foreign_};
  }
  std::size_t positions(std::span<double> points) const override {
    return particles_->positions(points);
  }
  bool exchange(state& s) override;

 private:
  std::unique_ptr<population> particles_;
  std::shared_ptr<const objective> what_;
  messages::node_id self_;
  std::uint32_t generations_;
  std::uint64_t foreign_ = 0;  ///< Evaluations of points that came without a value.
};

}  // namespace starling::optimizers
