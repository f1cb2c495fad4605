#include "deploy/attack/heat_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "deploy/attack/scores.hpp"
#include "deploy/report/figures.hpp"
#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/page_assets.hpp"

namespace starling::deploy {
namespace {

using colour = std::array<int, 3>;

/// Between them it is linear. Lightness rises throughout.
constexpr std::array<colour, 6> stops = {
    {{68, 1, 84}, {65, 68, 135}, {42, 120, 142}, {34, 168, 132}, {122, 209, 81}, {253, 231, 37}}};

constexpr std::string_view style = R"css(
.heat { overflow-x: auto; }
.heat table { border-collapse: separate; border-spacing: 3px; margin: 2px 0 4px; width: 100%; }
.heat th { font-weight: 550; font-size: 13px; padding: 5px 8px; color: var(--soft); }
.heat thead th { vertical-align: bottom; line-height: 1.25; }
.heat tbody th { text-align: left; white-space: nowrap; color: var(--ink); }
.heat td { text-align: center; padding: 7px 8px; border-radius: 6px; white-space: nowrap;
  font-size: 14px; min-width: 62px; }
.heat td small { display: block; font-size: 11px; opacity: .85; line-height: 1.15; }
.heat td.best { font-weight: 750; outline: 2px solid var(--ink); outline-offset: -1px; }
.heat td.none { color: var(--soft); border: 1px dashed var(--base); font-size: 12.5px; }
.on-dark { color: #ffffff; } .on-light { color: #14171d; }
.scale { display: flex; align-items: center; gap: 8px; font-size: 12.5px; color: var(--soft);
  margin: 8px 3px 4px; }
.scale i { display: block; width: 220px; height: 10px; border-radius: 5px; }
.notes { margin: 6px 3px 4px; padding-left: 18px; font-size: 13px; color: var(--soft); }
figure.map { display: block; margin-bottom: 14px; }
figure.map .facts { font-size: 13px; margin: 6px 0 10px; }
@media print { .heat td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
)css";

bool is_light(double t) {
  return t > 0.5;
}

std::string fact(const std::string& name, const std::string& value) {
  return "<li>" + escaped(name) + " <b>" + escaped(printable(value)) + "</b></li>";
}

/// A cell's figure, its spread below it, and each seed's value for whoever points at it.
std::string figure_cell(const std::optional<double>& mean, const std::string& shown_text,
                        const std::string& title, bool best, const char* more) {
  std::string kind = more;
  std::string colours;
  if (mean) {
    kind += is_light(*mean) ? " on-light" : " on-dark";
    colours = " style=\"background:" + heat_colour(*mean) + "\"";
  } else {
    kind += " none";
  }
  if (best) kind += " best";
  const std::size_t spread = shown_text.find(" ±");
  std::string text = escaped(shown_text.substr(0, spread));
  if (spread != std::string::npos) {
    text += "<small>" + escaped(shown_text.substr(spread + 1)) + "</small>";
  }
  return "<td class=\"" + kind + "\"" + colours + " title=\"" + escaped(title) + "\">" + text +
         "</td>";
}

std::string title_of(const grid& g, const score& s, std::size_t rule, std::size_t attack) {
  std::string text = g.rules[rule].name + " × " + g.attacks[attack].name;
  if (!s.refused.empty()) return text + ": " + s.refused;
  for (std::size_t i = 0; i < g.seeds.size(); ++i) {
    text += (i == 0 ? ": seed " : ", seed ") + std::to_string(g.seeds[i]) + " " +
            (std::isnan(s.by_seed[i]) ? "–" : fixed(s.by_seed[i] * 100, 2));
  }
  return text + (s.stopped.empty() ? "" : "; ended early: " + s.stopped);
}

std::string heat_table(const grid& g, const score_table& table) {
  std::string out = "<div class=\"heat\"><table><thead><tr><th></th>";
  for (std::size_t a = 0; a < g.attacks.size(); ++a) {
    out += "<th title=\"" + escaped(attack_in_words(g, a)) + "\">" + escaped(g.attacks[a].name) +
           "</th>";
  }
  out += "<th>worst</th></tr></thead><tbody>";
  for (std::size_t r = 0; r < g.rules.size(); ++r) {
    out += "\n<tr><th title=\"" + escaped(rule_in_words(g, r)) + "\">" + escaped(g.rules[r].name) +
           "</th>";
    for (std::size_t a = 0; a < g.attacks.size(); ++a) {
      const score& s = table.scores[r][a];
      out += figure_cell(s.mean, shown(s), title_of(g, s, r, a),
                         is_best(s.mean, column_of(table, a)), "figure");
    }
    const auto& worst = table.worst[r];
    out += figure_cell(worst, shown_percent(worst), g.rules[r].name + ": its lowest figure",
                       is_best(worst, table.worst), "worst");
    out += "</tr>";
  }
  return out + "</tbody></table></div>";
}

std::string scale() {
  std::string gradient;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    gradient += (i == 0 ? "" : ",") + heat_colour(static_cast<double>(i) / (stops.size() - 1.0));
  }
  return "<div class=\"scale\"><span>0 %</span><i style=\"background:linear-gradient(90deg," +
         gradient + ")\"></i><span>100 % accuracy; framed: best of its column</span></div>";
}

std::string notes(const grid& g, const score_table& table) {
  std::string out;
  for (std::size_t r = 0; r < g.rules.size(); ++r) {
    std::string why;
    for (const score& s : table.scores[r]) {
      if (!s.refused.empty()) why = "refused: " + s.refused;
      if (!s.stopped.empty() && why.empty()) why = "† a run ended early: " + s.stopped;
    }
    if (!why.empty()) out += "<li>" + escaped(g.rules[r].name + ": " + why) + "</li>";
  }
  return out.empty() ? out : "<ul class=\"notes\">" + out + "</ul>";
}

std::string map_of(const grid& g, const cell_results& results, std::size_t partition) {
  const score_table table = scores_of(g, results, partition);
  std::string out = "<figure class=\"map\"><figcaption><h2>" +
                    escaped(g.partitions[partition].name) +
                    "</h2></figcaption><ul class=\"facts\">";
  for (const auto& one : facts_of(g, partition)) {
    if (!one.value.empty()) out += fact(one.name, one.value);
  }
  return out + "</ul>" + heat_table(g, table) + scale() + notes(g, table) + "</figure>\n";
}

}  // namespace

std::string heat_colour(double t) {
  const double at = std::clamp(std::isnan(t) ? 0 : t, 0.0, 1.0) * (stops.size() - 1.0);
  const auto below = std::min(static_cast<std::size_t>(at), stops.size() - 2);
  const double share = at - static_cast<double>(below);
  std::string text = "#";
  for (std::size_t i = 0; i < 3; ++i) {
    const double level = stops[below][i] * (1 - share) + stops[below + 1][i] * share;
    const auto byte = static_cast<unsigned>(std::lround(level));
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

std::string heat_map_page(const grid& g, const cell_results& results, std::string_view kernel) {
  std::string facts = fact("Cells", grouped(g.size())) + fact("BLAS kernel", std::string(kernel)) +
                      fact("Grid", content_hash_of(g).substr(0, 16));
  std::string body = "<header><p class=\"over\">Starling attack grid</p><h1>" + escaped(g.name) +
                     "</h1><ul class=\"facts\">" + facts + "</ul></header>\n";
  for (std::size_t p = 0; p < g.partitions.size(); ++p) body += map_of(g, results, p);
  body += "<details><summary>To run it again</summary><pre>" + escaped(command_line_of(g)) +
          "</pre></details>\n<footer>Beside this page: <code>tables.md</code>, "
          "<code>results.json</code>, <code>cells.jsonl</code>.</footer>";
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
         escaped(g.name) + " – Starling</title>\n<style>" + std::string(page_style()) +
         std::string(style) + "</style>\n</head>\n<body>\n<main>\n" + body +
         "\n</main>\n</body>\n</html>\n";
}

}  // namespace starling::deploy
