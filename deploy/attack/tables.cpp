#include "deploy/attack/tables.hpp"

#include <algorithm>

#include "deploy/attack/scores.hpp"

namespace starling::deploy {
namespace {

/// A name that Markdown shows as it is, also in a table.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("|\\`*_[]<#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string code(std::string text) {
  std::ranges::replace(text, '`', '\'');
  return "`" + text + "`";
}

std::string facts(const grid& g, std::size_t partition) {
  std::string text;
  for (const auto& fact : facts_of(g, partition)) {
    if (!fact.value.empty()) text += "- " + fact.name + ": " + code(fact.value) + '\n';
  }
  text += "- Attack strengths:";
  for (std::size_t a = 0; a < g.attacks.size(); ++a) {
    text += (a == 0 ? " " : "; ") + plain(g.attacks[a].name) + " = " + code(attack_in_words(g, a));
  }
  text += "\n- Figures: accuracy on the test set in percent, mean of the last ";
  text += g.average_last == 1 ? "evaluation" : std::to_string(g.average_last) + " evaluations";
  if (g.seeds.size() > 1) {
    text += ", mean over " + std::to_string(g.seeds.size()) + " seeds ± half the range";
  }
  const auto opens = [](const grid_cell& c) {
    return std::holds_alternative<attack::backdoor>(c.options.adversaries.how) &&
           c.options.adversaries.count > 0;
  };
  if (std::ranges::any_of(g.cells, opens)) text += "; in brackets the backdoor's success";
  return text + "\n";
}

std::string row_of(const grid& g, const score_table& table, std::size_t rule) {
  const auto bold = [](bool best, const std::string& text) {
    return best ? "**" + text + "**" : text;
  };
  std::string line = "| " + plain(g.rules[rule].name) + " |";
  for (std::size_t a = 0; a < g.attacks.size(); ++a) {
    const score& s = table.scores[rule][a];
    line += ' ' + bold(is_best(s.mean, column_of(table, a)), shown(s)) + " |";
  }
  const auto& worst = table.worst[rule];
  return line + ' ' + bold(is_best(worst, table.worst), shown_percent(worst)) + " |\n";
}

/// Why something is missing, each sentence once.
std::string notes(const grid& g, const score_table& table) {
  std::string text;
  const auto add = [&](const std::string& note) {
    if (text.find(note) == std::string::npos) text += note;
  };
  for (std::size_t r = 0; r < g.rules.size(); ++r) {
    for (std::size_t a = 0; a < g.attacks.size(); ++a) {
      const score& s = table.scores[r][a];
      const std::string name = plain(g.rules[r].name);
      if (!s.refused.empty()) add("- " + name + ", refused: " + plain(s.refused) + '\n');
      if (s.stopped.empty()) continue;
      add("- † " + name + " against " + plain(g.attacks[a].name) + ": " +
          std::to_string(s.stopped_seeds) + " of " + std::to_string(g.seeds.size()) +
          " runs ended early: " + plain(s.stopped) + '\n');
    }
  }
  return text.empty() ? text : '\n' + text;
}

std::string partition_section(const grid& g, const cell_results& results, std::size_t partition) {
  const score_table table = scores_of(g, results, partition);
  std::string text =
      "\n## " + plain(g.partitions[partition].name) + "\n\n" + facts(g, partition) + "\n| rule |";
  std::string rulers = "|---|";
  for (const auto& attack : g.attacks) {
    text += ' ' + plain(attack.name) + " |";
    rulers += "--:|";
  }
  text += " worst |\n" + rulers + "--:|\n";
  for (std::size_t r = 0; r < g.rules.size(); ++r) text += row_of(g, table, r);
  return text + notes(g, table);
}

}  // namespace

std::string markdown_tables(const grid& g, const cell_results& results, std::string_view kernel) {
  std::string text = "# " + plain(g.name) + ": rules against attacks\n\n```sh\n" +
                     command_line_of(g) + "\n```\n\nBLAS kernel " + std::string(kernel) +
                     "; grid " + content_hash_of(g).substr(0, 16) + ". The rules:\n\n";
  for (std::size_t r = 0; r < g.rules.size(); ++r) {
    text += "- " + plain(g.rules[r].name) + ": " + code(rule_in_words(g, r)) + '\n';
  }
  for (std::size_t p = 0; p < g.partitions.size(); ++p) text += partition_section(g, results, p);
  return text;
}

}  // namespace starling::deploy
