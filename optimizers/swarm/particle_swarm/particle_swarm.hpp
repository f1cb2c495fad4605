#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "messages/types/random.hpp"
#include "optimizers/population.hpp"
#include "optimizers/swarm/candidates.hpp"
#include "optimizers/swarm/particle_swarm/informants.hpp"

namespace starling::optimizers {

/// What all particle swarms have in common: positions, velocities, personal bests, and who informs
/// whom. How a particle moves is what each of them adds.
///
/// All particles of a generation move on what was known when it began; then all are evaluated. What
/// a neighbour told informs each of them. For one thread at a time.
/// Memory: 3 d + 7 numbers for a particle, and one tensor for what is told: with one particle and
/// d = 10 at most 600 bytes in all.
class particle_swarm : public population {
 public:
  void advance() final;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const final;
  /// The best of the personal bests; a new tensor only when it has changed.
  [[nodiscard]] candidate told() const final;
  std::size_t positions(std::span<double> points) const final;
  [[nodiscard]] std::uint64_t evaluations() const final { return evaluations_; }
  void exchange(state& s) override;

 protected:
  /// What a variant fixes.
  struct traits {
    double start = 0.5;       ///< v = start · (U(low, high) − x).
    double velocity_max = 0;  ///< Of a coordinate, as a part of the width of the box; 0: none.
    /// Part of its velocity that a coordinate keeps that has left the box; none: 0, or −1 where the
    /// box reflects.
    std::optional<double> rebound{};
    enum starling::strategy::pso::neighbourhood neighbourhood =
        starling::strategy::pso::neighbourhood::everybody;  ///< Of as_published.
    std::size_t particles = 50;                             ///< Where the task says 0.
  };
  particle_swarm(const population_task& task, const starling::strategy::pso& options,
                 const traits& own);

  /// Moves particle `i`: a new velocity, then `fly`.
  virtual void move(std::size_t i) = 0;
  /// Moves and evaluates all particles.
  virtual void generation();

  struct particle {
    std::span<double> position;
    std::span<double> velocity;
    messages::random_source& random;
  };
  [[nodiscard]] particle at(std::size_t i) {
    return {{row(0, i), dimension_}, {row(1, i), dimension_}, sources()[i]};
  }
  [[nodiscard]] std::span<const double> personal_best(std::size_t i) const {
    return {row(2, i), dimension_};
  }
  /// Adds the velocity to the position, after limiting it; brings back what left the box.
  void fly(const particle& p) const;
  /// Evaluates particle `i` where it is.
  void evaluate(std::size_t i);

  struct informant {
    std::span<const double> point;
    bool itself;  ///< Whether that is the particle's own best.
  };
  /// The best that particle `i` knows of, heard or its own.
  [[nodiscard]] informant best_informant(std::size_t i) const;
  /// Calls `f` with the index of each informant of particle `i`, itself among them, ascending.
  template <class F>
  void each_informant(std::size_t i, F f) const {
    if (informants_ != nullptr) {
      for (const std::size_t k : informants_->of(i)) f(k);
    } else {
      for (std::size_t k = 0; k < particles_; ++k) f(k);
    }
  }

  [[nodiscard]] std::size_t particles() const { return particles_; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  /// Moves that each particle has made.
  [[nodiscard]] std::uint64_t moves() const { return evaluations_ / particles_ - 1; }

 private:
  [[nodiscard]] std::span<messages::random_source> sources() const {
    return {reinterpret_cast<messages::random_source*>(memory_.get()), particles_};
  }
  /// All that `memory_` holds behind the sources.
  [[nodiscard]] std::span<double> numbers() const {
    const std::size_t n = particles_;
    return {reinterpret_cast<double*>(memory_.get() + n * sizeof(messages::random_source)),
            n * (3 * std::size_t{dimension_} + 2)};
  }
  /// Of positions (0), velocities (1) or personal bests (2).
  [[nodiscard]] double* row(std::size_t kind, std::size_t i) const {
    return numbers().data() + (kind * particles_ + i) * dimension_;
  }
  /// Of the positions.
  [[nodiscard]] std::span<double> values() const { return {row(3, 0), particles_}; }
  /// Of the personal bests.
  [[nodiscard]] std::span<double> best_values() const {
    return {row(3, 0) + particles_, particles_};
  }
  void evaluate_all();
  void settle(std::size_t i, double value);

  std::shared_ptr<const objective> what_;
  // One allocation: a random source for each particle; positions, velocities and personal bests
  // (n × d each); values and best values (n each).
  std::unique_ptr<std::byte[]> memory_;
  std::unique_ptr<informants> informants_;  ///< None where everybody informs everybody.
  std::uint32_t particles_;
  std::uint32_t dimension_;
  std::uint32_t best_ = 0;  ///< Whose personal best is the best.
  float rebound_;
  double velocity_max_;
  std::uint64_t evaluations_ = 0;
  candidate heard_ = nothing();       ///< The best of what was heard last.
  candidate best_heard_ = nothing();  ///< The best ever heard.
  mutable candidate told_ = nothing();
};

}  // namespace starling::optimizers
