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

/// What follows from the dimension and the number of samples (Hansen 2016, table 1).
struct cma_parameters {
  std::vector<double> weights;  ///< Shape: λ; of the best first. μ are positive and sum up to 1.
  std::size_t parents;          ///< μ.
  double effective;             ///< μ_eff of the positive weights.
  double path_step;             ///< c_σ.
  double damping;               ///< d_σ.
  double path_rank_one;         ///< c_c.
  double rank_one;              ///< c_1.
  double rank_mu;               ///< c_μ.
  double length;                ///< Of a normal vector, E‖N(0, I)‖.

  cma_parameters(std::size_t dimension, std::size_t samples);
};

/// Draws from a normal distribution and fits it to the better half: (μ/μ_w, λ)-CMA-ES with active
/// weights.
///
/// The particles are the samples of a generation. The distribution begins with a mean drawn in the
/// box and `step` times its width as the deviation of each coordinate. A sample that leaves the box
/// is brought back, and is then, like a neighbour's point that is better than all evaluated here,
/// an injected solution: what the distribution learns from it is limited. Where it is stuck it
/// begins anew with twice the samples (IPOP), at most `growth_max` times those of the start.
/// For one thread at a time; allocates where it begins anew.
///
/// Cost:   O(λ d²) for a generation, and O(d³) for every d-th or so; O(d² + λ d) memory.
/// Papers: Hansen, "The CMA evolution strategy: a tutorial", arXiv:1604.00772, 2016; "Injecting
///         external solutions into CMA-ES", INRIA RR-7748, 2011; Auger, Hansen, "A restart CMA
///         evolution strategy with increasing population size", 2005.
class cma_es final : public population {
 public:
  static constexpr std::size_t growth_max = 512;

  /// One particle counts as two: there must be something to choose from.
  cma_es(const population_task& task, const strategy::cma_es& options);

  void advance() override;
  void hear(std::span<const messages::contribution> told) override;
  [[nodiscard]] candidate best() const override { return best_.of_all(); }
  [[nodiscard]] candidate told() const override { return best_.own(); }
  std::size_t positions(std::span<double> points) const override;
  [[nodiscard]] std::uint64_t evaluations() const override { return evaluations_; }
  void exchange(state& s) override;

  /// λ as it is now.
  [[nodiscard]] std::size_t samples() const { return random_.size(); }

 private:
  void resize(std::size_t samples);
  void begin();
  void sample(std::size_t i);
  void inject(const candidate& c, std::size_t i);
  void limit(std::span<double> step);
  void rank();
  void update();
  void update_covariance(double stalled);
  void decompose();
  double whiten(std::span<const double> step);
  [[nodiscard]] bool stuck() const;
  [[nodiscard]] bool flat() const;
  [[nodiscard]] bool without_effect() const;
  [[nodiscard]] double deviation(std::size_t j) const;
  [[nodiscard]] std::span<double> row(std::vector<double>& rows, std::size_t i) const;

  std::shared_ptr<const objective> what_;
  std::uint64_t seed_;
  std::uint64_t node_;
  std::size_t samples_at_start_;
  std::size_t dimension_;
  double initial_step_;          ///< σ at the start.
  std::vector<double> initial_;  ///< Shape: d; deviations at the start, in units of it.
  cma_parameters parameters_;

  std::vector<messages::random_source> random_;  ///< Shape: λ.
  std::vector<double> points_;                   ///< Shape: λ × d; what is evaluated.
  std::vector<double> steps_;                    ///< Shape: λ × d; from the mean, in units of σ.
  std::vector<double> values_;                   ///< Shape: λ.
  std::vector<std::uint32_t> order_;             ///< Shape: λ; the best first.
  std::vector<double> history_;                  ///< The best of the last generations.

  double sigma_ = 0;
  std::vector<double> mean_;
  std::vector<double> path_step_;      ///< p_σ.
  std::vector<double> path_rank_one_;  ///< p_c.
  std::vector<double> covariance_;     ///< Shape: d × d; the upper triangle of C.
  std::vector<double> axes_;           ///< Shape: d × d; B, by columns the axes of C.
  std::vector<double> lengths_;        ///< Shape: d; D, the roots of its eigenvalues.
  std::vector<double> scratch_;        ///< Shape: d.
  std::vector<double> mean_step_;      ///< Shape: d.
  std::vector<double> matrix_;         ///< Shape: d × d; scratch.

  std::uint64_t evaluations_ = 0;
  std::uint64_t generation_ = 0;  ///< Since it last began.
  std::uint64_t decomposed_ = 0;  ///< The generation whose C the axes are of.
  std::uint8_t stuck_ = 0;
  std::vector<candidate> heard_;
  candidate injected_ = nothing();  ///< The last one.
  best_points best_;
};

}  // namespace starling::optimizers
