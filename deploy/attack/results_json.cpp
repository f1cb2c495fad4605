#include "deploy/attack/results_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "deploy/attack/scores.hpp"

namespace starling::deploy {
namespace {

using ordered = nlohmann::ordered_json;

ordered number(const std::optional<double>& x) {
  return x && std::isfinite(*x) ? ordered(*x) : ordered(nullptr);
}

ordered rows_of(const std::vector<grid_row>& rows) {
  ordered all = ordered::array();
  for (const auto& row : rows) {
    ordered one = {{"name", row.name}};
    for (const auto& o : row.overrides) one[o.key.substr(o.key.rfind('.') + 1)] = o.value;
    all.push_back(one);
  }
  return all;
}

ordered head_of(const grid& g, const cell_results& results, std::string_view kernel) {
  std::size_t refused = 0;
  std::size_t stopped = 0;
  for (const auto& one : results) {
    refused += one->how == cell_result::outcome::refused ? 1 : 0;
    stopped += one->how == cell_result::outcome::stopped ? 1 : 0;
  }
  ordered head = {{"name", g.name},
                  {"grid", content_hash_of(g)},
                  {"kernel", std::string(kernel)},
                  {"command", command_line_of(g)},
                  {"cells", g.size()},
                  {"refused", refused},
                  {"stopped", stopped},
                  {"byzantine", g.byzantine},
                  {"average_last", g.average_last},
                  {"seeds", g.seeds},
                  {"rules", rows_of(g.rules)},
                  {"attacks", rows_of(g.attacks)},
                  {"partitions", rows_of(g.partitions)}};
  for (std::size_t p = 0; p < g.partitions.size(); ++p) {
    for (const auto& fact : facts_of(g, p)) head["partitions"][p]["facts"][fact.name] = fact.value;
  }
  return head;
}

/// An array with one element to a line.
void append_lines(std::string& text, const char* name, const std::vector<std::string>& lines) {
  text += ",\n  \"" + std::string(name) + "\": [";
  for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "\n    " : ",\n    ") + lines[i];
  text += "\n  ]";
}

std::vector<std::string> score_lines(const grid& g, const cell_results& results) {
  std::vector<std::string> lines;
  for (std::size_t p = 0; p < g.partitions.size(); ++p) {
    const score_table table = scores_of(g, results, p);
    for (std::size_t r = 0; r < g.rules.size(); ++r) {
      for (std::size_t a = 0; a < g.attacks.size(); ++a) {
        const score& s = table.scores[r][a];
        ordered line = {{"partition", g.partitions[p].name},
                        {"rule", g.rules[r].name},
                        {"attack", g.attacks[a].name},
                        {"accuracy", number(s.mean)}};
        if (s.mean) {
          line["low"] = s.low;
          line["high"] = s.high;
        }
        if (!s.refused.empty()) line["refused"] = s.refused;
        if (!s.stopped.empty()) line["stopped"] = s.stopped;
        lines.push_back(line.dump());
      }
    }
  }
  return lines;
}

/// All but the closing brace.
std::string open_summary(const grid& g, const cell_results& results, std::string_view kernel) {
  std::string text = head_of(g, results, kernel).dump(2);
  text.erase(text.size() - 2);  // "\n}"
  append_lines(text, "scores", score_lines(g, results));
  return text;
}

}  // namespace

std::string results_json(const grid& g, const cell_results& results, std::string_view kernel) {
  std::string text = open_summary(g, results, kernel);
  std::vector<std::string> cells;
  for (std::size_t p = 0; p < g.partitions.size(); ++p) {
    for (std::size_t r = 0; r < g.rules.size(); ++r) {
      for (std::size_t a = 0; a < g.attacks.size(); ++a) {
        for (std::size_t s = 0; s < g.seeds.size(); ++s) {
          cells.push_back(to_line(g, results[g.index(r, a, p, s)].value()));
        }
      }
    }
  }
  append_lines(text, "results", cells);
  return text + "\n}\n";
}

std::string summary_json(const grid& g, const cell_results& results, std::string_view kernel) {
  return open_summary(g, results, kernel) + "\n}\n";
}

}  // namespace starling::deploy
