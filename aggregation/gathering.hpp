#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "aggregation/kernels/rows.hpp"
#include "aggregation/kernels/workers.hpp"
#include "messages/vocabulary/contribution.hpp"

namespace starling::aggregation {

/// What a rule may know of a round besides the proposals.
struct round_context {
  std::size_t byzantine = 0;  ///< f.
  messages::tensor origin{};  ///< Shape: d; the model that updates are changes of; empty: zero.
  std::optional<messages::node_id> trusted{};  ///< Whose proposal is believed, such as one's own.
  std::uint64_t seed = 0;                      ///< Of this round; all draws derive from it.
  const kernels::workers* threads = nullptr;   ///< Null: the caller's thread alone.
};

/// The proposals of one round as a rule sees them: m rows of d parameters.
///
/// At first a row is one finite proposal. A pre-step replaces the rows by mixtures of them, which
/// are never stored: distances are transformed, means fall back on the proposals, and what works by
/// coordinates reads the rows block by block. Squared distances and norms are in double; they are
/// computed when they are first asked for. Refers to the contributions, which outlive it.
///
/// Memory: O(n² + m n) besides the contributions.
class gathering {
 public:
  gathering(std::span<const messages::contribution> contributions, const round_context& context);

  [[nodiscard]] std::size_t size() const { return rows_.count(); }  ///< m.
  [[nodiscard]] std::size_t dimension() const { return rows_.size; }
  /// f, less what was set aside for not being finite.
  [[nodiscard]] std::size_t byzantine() const { return byzantine_; }
  [[nodiscard]] std::uint64_t seed() const { return context_->seed; }
  [[nodiscard]] const messages::tensor& origin() const { return context_->origin; }
  [[nodiscard]] const kernels::workers& threads() const;
  /// The row of the trusted proposal; none where nobody is trusted, or that one is not here.
  [[nodiscard]] std::optional<std::size_t> trusted() const;
  /// Whether all contributions have the same number of elements, in the same precision, and the
  /// origin (unless empty) has that number, too.
  [[nodiscard]] bool one_shape() const { return one_shape_; }
  /// Whether they are float64: nothing but their scores can be read then.
  [[nodiscard]] bool has_doubles() const { return has_doubles_; }

  /// Whom row i speaks for, as indices of `contribution`: one, or a bucket of several.
  [[nodiscard]] std::span<const std::size_t> owners(std::size_t row) const;
  [[nodiscard]] const messages::contribution& contribution(std::size_t index) const {
    return all_[index];
  }
  /// The sum of the owners' weights.
  [[nodiscard]] double weight(std::size_t row) const;
  [[nodiscard]] std::vector<double> weights() const;

  /// Row i as a tensor: shares the proposal's storage where nothing was mixed.
  [[nodiscard]] messages::tensor row(std::size_t i) const;
  /// For kernels that read all rows.
  [[nodiscard]] const kernels::rows& rows() const { return rows_; }
  /// Some of the rows, in the order given.
  [[nodiscard]] kernels::rows rows(std::span<const std::size_t> chosen) const;
  /// D[i m + j] = |row i - row j|².
  const std::vector<double>& squared_distances();
  /// |row i - origin|².
  const std::vector<double>& squared_norms();
  /// |row i - point|²; `point` of shape d.
  [[nodiscard]] std::vector<double> squared_distances_to(const messages::tensor& point) const;
  /// Σ weights[i] · row i / Σ weights[i]; weights ≥ 0, one of them positive.
  [[nodiscard]] messages::tensor mean(std::span<const double> weights) const;
  struct centre {
    messages::tensor point;
    std::vector<double> squared_distances{};  ///< |row i - point|².
  };
  /// Both in one pass over memory.
  [[nodiscard]] centre mean_with_distances(std::span<const double> weights) const;

  /// Row i becomes Σ coefficients[i m + j] · row j, speaking for `owners[i]` (indices of the rows
  /// before). Coefficients are ≥ 0 and sum to 1 in each row.
  void mix(std::span<const double> coefficients,
           const std::vector<std::vector<std::size_t>>& owners);
  /// Row i becomes origin + factors[i] · (row i - origin); 0 ≤ factor ≤ 1.
  void shrink(std::span<const double> factors);

  /// Notes that the owners of a row had no weight, or less than their due; goes into the
  /// combination.
  void judge(std::size_t row, messages::refusal why, double measured, double limit);
  /// `parameters` with the judgements so far, the sum of the samples and the weighted mean of the
  /// scores of the owners of `used` rows that have weight. The sum saturates; scores that are no
  /// finite numbers are left out, and the mean of none is +∞.
  [[nodiscard]] messages::combination combined(messages::tensor parameters,
                                               std::span<const std::size_t> used);
  /// The same over all rows.
  [[nodiscard]] messages::combination combined(messages::tensor parameters);

 private:
  void sift();
  [[nodiscard]] std::vector<double> on_stored(std::span<const double> weights) const;
  void set_mixing(std::vector<double> mixing);

  std::span<const messages::contribution> all_;
  const round_context* context_;
  std::size_t byzantine_;
  bool one_shape_ = true;
  bool has_doubles_ = false;
  std::vector<std::size_t> finite_;               // the contributions that were not set aside
  std::vector<std::vector<std::size_t>> owners_;  // empty: row i is finite_[i]
  kernels::rows rows_;          // stored: the finite proposals, then the origin once rows shrink
  std::vector<double> mixing_;  // as rows_.mixing, in double; empty: nothing mixed
  bool origin_stored_ = false;
  std::vector<double> distances_;  // m × m, or empty
  std::vector<double> norms_;      // m, or empty
  std::vector<messages::judgement> judgements_;
};

}  // namespace starling::aggregation
