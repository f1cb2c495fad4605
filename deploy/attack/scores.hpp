#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "deploy/attack/cell_results.hpp"
#include "deploy/attack/grid.hpp"

namespace starling::deploy {

/// A rule against an attack, over the seeds.
struct score {
  std::optional<double> mean;      ///< Accuracy in [0, 1]; none where no seed has one.
  std::optional<double> backdoor;  ///< Mean success of the backdoor; none where there is none.
  double low = 0;                  ///< Over the seeds that have one.
  double high = 0;
  std::vector<double> by_seed;  ///< As `grid::seeds`; NaN where there is none.
  std::string refused;          ///< Why nothing ran.
  std::string stopped;          ///< Why a run ended early; empty where none did.
  std::size_t stopped_seeds = 0;
};

/// All cells of one partition. Every cell has a result.
struct score_table {
  std::vector<std::vector<score>> scores;    ///< [rule][attack]
  std::vector<std::optional<double>> worst;  ///< [rule]: the lowest mean of its row.
};

score_table scores_of(const grid& g, const cell_results& results, std::size_t partition);

/// "94.3", or "94.3 ± 0.4" (half the range) over two seeds or more; in percent. "refused" or "–"
/// where there is none, a dagger where a run ended early, and a backdoor's success in brackets.
std::string shown(const score& s);
/// A mean alone: "94.3".
std::string shown_percent(const std::optional<double>& mean);

/// Whether `mean` is the best of its column as far as is shown.
bool is_best(const std::optional<double>& mean, const std::vector<std::optional<double>>& column);

/// The means of one attack, by rule.
std::vector<std::optional<double>> column_of(const score_table& table, std::size_t attack);

}  // namespace starling::deploy
