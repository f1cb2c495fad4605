#include "deploy/attack/cell_results.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "deploy/report/figures.hpp"

namespace starling::deploy {
namespace {

using json = nlohmann::json;
using ordered = nlohmann::ordered_json;
using outcome = cell_result::outcome;

constexpr std::array<const char*, 3> outcome_names = {"done", "refused", "stopped"};
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

ordered number(double x) {
  return std::isfinite(x) ? ordered(x) : ordered(nullptr);
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double number_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : nothing;
}

std::optional<std::uint64_t> count_of(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

std::optional<std::size_t> row_of(const std::vector<grid_row>& rows, const std::string& name) {
  const auto found = std::ranges::find(rows, name, &grid_row::name);
  if (found == rows.end()) return std::nullopt;
  return static_cast<std::size_t>(found - rows.begin());
}

std::optional<std::size_t> cell_of(const grid& g, const json& object) {
  const auto rule = row_of(g.rules, text_of(object, "rule"));
  const auto attack = row_of(g.attacks, text_of(object, "attack"));
  const auto partition = row_of(g.partitions, text_of(object, "partition"));
  const auto seed = count_of(object, "seed");
  if (!rule || !attack || !partition || !seed) return std::nullopt;
  const auto place = std::ranges::find(g.seeds, *seed);
  if (place == g.seeds.end()) return std::nullopt;
  return g.index(*rule, *attack, *partition, static_cast<std::size_t>(place - g.seeds.begin()));
}

}  // namespace

cell_result result_of(const run_result& run, std::size_t cell, std::size_t average_last) {
  cell_result out;
  out.cell = cell;
  out.rounds = run.rounds;
  out.model_hash = run.model_hash;
  out.backdoor_success = run.backdoor_success;
  if (!run.succeeded()) {
    out.how = outcome::stopped;
    out.why = printable(std::string(to_string(run.stopped_by)) +
                        (run.detail.empty() ? "" : ": " + run.detail));
  }
  double accuracy = 0;
  double loss = 0;
  std::size_t count = 0;
  for (std::size_t i = run.per_round.size(); i-- > 0 && count < average_last;) {
    const round_report& r = run.per_round[i];
    if (std::isnan(r.accuracy)) continue;  // not evaluated
    accuracy += r.accuracy;
    loss += r.loss;
    ++count;
  }
  out.accuracy = count == 0 ? nothing : accuracy / static_cast<double>(count);
  out.loss = count == 0 ? nothing : loss / static_cast<double>(count);
  return out;
}

std::string to_line(const grid& g, const cell_result& result) {
  const grid_cell& cell = g.cells[result.cell];
  ordered line = {{"rule", g.rules[cell.rule].name},
                  {"attack", g.attacks[cell.attack].name},
                  {"partition", g.partitions[cell.partition].name},
                  {"seed", g.seeds[cell.seed]},
                  {"outcome", outcome_names[static_cast<std::size_t>(result.how)]}};
  if (!result.why.empty()) line["why"] = result.why;
  if (result.how != outcome::refused) {
    line["accuracy"] = number(result.accuracy);
    line["loss"] = number(result.loss);
    if (!std::isnan(result.backdoor_success)) line["backdoor_success"] = result.backdoor_success;
    line["rounds"] = result.rounds;
    line["model_hash"] = result.model_hash;
  }
  return line.dump();
}

messages::result<cell_result, std::string> from_line(const grid& g, std::string_view line) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return messages::failure{std::string("not a JSON object")};
  const auto cell = cell_of(g, object);
  if (!cell) return messages::failure{std::string("names no cell of this grid")};
  const auto how = std::ranges::find(outcome_names, text_of(object, "outcome"));
  if (how == outcome_names.end()) {
    return messages::failure{std::string("the outcome is none of done, refused, stopped")};
  }
  cell_result out;
  out.cell = *cell;
  out.how = static_cast<outcome>(how - outcome_names.begin());
  out.why = printable(text_of(object, "why"));
  if (out.how == outcome::refused) return out;
  out.accuracy = number_of(object, "accuracy");
  out.loss = number_of(object, "loss");
  out.backdoor_success = number_of(object, "backdoor_success");
  out.rounds = count_of(object, "rounds").value_or(0);
  out.model_hash = printable(text_of(object, "model_hash"));
  return out;
}

}  // namespace starling::deploy
