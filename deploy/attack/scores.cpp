#include "deploy/attack/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

score score_of(const grid& g, const cell_results& results, const grid_cell& where) {
  score out;
  double sum = 0;
  double opened = 0;
  std::size_t count = 0;
  std::size_t doors = 0;
  for (std::size_t seed = 0; seed < g.seeds.size(); ++seed) {
    const auto& result = results[g.index(where.rule, where.attack, where.partition, seed)].value();
    if (result.how == cell_result::outcome::refused) out.refused = result.why;
    if (result.how == cell_result::outcome::stopped) {
      out.stopped = result.why;
      ++out.stopped_seeds;
    }
    const bool has = result.how != cell_result::outcome::refused && !std::isnan(result.accuracy);
    out.by_seed.push_back(has ? result.accuracy : std::numeric_limits<double>::quiet_NaN());
    if (!std::isnan(result.backdoor_success)) {
      opened += result.backdoor_success;
      ++doors;
    }
    if (!has) continue;
    out.low = count == 0 ? result.accuracy : std::min(out.low, result.accuracy);
    out.high = count == 0 ? result.accuracy : std::max(out.high, result.accuracy);
    sum += result.accuracy;
    ++count;
  }
  if (count > 0) out.mean = sum / static_cast<double>(count);
  if (doors > 0) out.backdoor = opened / static_cast<double>(doors);
  return out;
}

}  // namespace

score_table scores_of(const grid& g, const cell_results& results, std::size_t partition) {
  score_table table;
  for (std::size_t rule = 0; rule < g.rules.size(); ++rule) {
    auto& row = table.scores.emplace_back();
    std::optional<double>& worst = table.worst.emplace_back();
    for (std::size_t attack = 0; attack < g.attacks.size(); ++attack) {
      row.push_back(score_of(g, results, {rule, attack, partition, 0, {}}));
      const auto& mean = row.back().mean;
      if (mean && (!worst || *mean < *worst)) worst = mean;
    }
  }
  return table;
}

std::string shown_percent(const std::optional<double>& mean) {
  return mean ? fixed(*mean * 100, 1) : "–";
}

std::string shown(const score& s) {
  if (!s.refused.empty()) return "refused";
  std::string text = shown_percent(s.mean);
  const auto known = std::ranges::count_if(s.by_seed, [](double x) { return !std::isnan(x); });
  if (known >= 2) text += " ± " + fixed((s.high - s.low) * 50, 1);
  if (s.backdoor) text += " (" + shown_percent(s.backdoor) + ")";
  return text + (s.stopped.empty() ? "" : " †");
}

bool is_best(const std::optional<double>& mean, const std::vector<std::optional<double>>& column) {
  if (!mean) return false;
  const auto best = std::ranges::max(column);  // none is less than any
  return shown_percent(mean) == shown_percent(best);
}

std::vector<std::optional<double>> column_of(const score_table& table, std::size_t attack) {
  std::vector<std::optional<double>> column;
  for (const auto& row : table.scores) column.push_back(row[attack].mean);
  return column;
}

}  // namespace starling::deploy
