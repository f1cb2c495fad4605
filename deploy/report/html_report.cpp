#include "deploy/report/html_report.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/audit_table.hpp"
#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/page_assets.hpp"
#include "deploy/report/page/plots.hpp"
#include "deploy/report/page/round_plots.hpp"
#include "deploy/report/page/search/comparison.hpp"
#include "deploy/report/page/search/convergence.hpp"
#include "deploy/report/page/search/path_drawing.hpp"
#include "deploy/report/page/search/tour_drawing.hpp"
#include "deploy/report/page/tiles.hpp"
#include "deploy/report/page/topology_drawing.hpp"

namespace starling::deploy {

namespace {

/// The words of the configuration that tell one run from another. What is absent is left out.
std::string facts(const report_input& input) {
  const run_result& r = input.result;
  std::string out = "<ul class=\"facts\">";
  const auto fact = [&](const char* name, const std::string& value) {
    if (!value.empty()) {
      out += "<li>" + std::string(name) + " <b>" + escaped(printable(value)) + "</b></li>";
    }
  };
  fact("Seed", std::to_string(r.seed));
  fact("Nodes", grouped(r.nodes));
  if (!r.adversaries.empty()) fact("Adversaries", grouped(r.adversaries.size()));
  try {
    const YAML::Node root = YAML::Load(input.configuration);
    const auto word = [&](const char* section, const char* key) -> std::string {
      if (!root.IsMap() || !root[section] || !root[section].IsMap()) return "";
      const YAML::Node value = root[section][key];
      return value && value.IsScalar() ? value.Scalar() : "";
    };
    const bool found = looked_for_least(input);
    const bool learned = !found || word("objective", "kind") == "training_loss";
    if (found && input.objective) {
      fact("Objective", input.objective->name);
    } else if (found) {
      fact("Objective", word("objective", "kind"));
    }
    fact("Topology", word("topology", "kind"));
    if (learned) fact("Model", word("model", "kind"));
    fact("Strategy", word("strategy", "kind"));
    if (learned) fact("Data", word("data", "kind"));
    if (!found) fact("Rule", word("aggregation", "rule"));
    if (!r.adversaries.empty()) fact("Attack", word("adversaries", "attack"));
  } catch (const YAML::Exception&) {  // the block below shows the text as it is
  }
  if (!r.model.empty()) {
    const bool of_tours = input.objective && !input.objective->cities.empty();
    fact(of_tours                  ? "Cities"
         : looked_for_least(input) ? "Dimensions"
                                   : "Parameters",
         grouped(r.model.size()));
  }
  return out + "</ul>";
}

std::string header(const report_input& input) {
  const run_result& r = input.result;
  std::string reason(to_string(r.stopped_by));
  std::replace(reason.begin(), reason.end(), '_', ' ');
  std::string out = "<header><p class=\"over\">Starling swarm run</p><h1>" +
                    escaped(r.name.empty() ? "swarm" : printable(r.name)) + " <span class=\"badge" +
                    (r.succeeded() ? "" : " failed") + "\">" + reason + "</span></h1>";
  if (!r.detail.empty()) out += "<p class=\"detail\">" + escaped(printable(r.detail)) + "</p>";
  return out + facts(input) + "</header>";
}

std::string topology_figure(const report_input& input) {
  const topology_drawing drawing = draw_topology(input.topology, input.result.adversaries);
  std::string out =
      drawing.wide || drawing.svg.empty() ? "<figure class=\"wide\">" : "<figure class=\"tall\">";
  out += "<figcaption><h2>Topology</h2><p>" + escaped(drawing.sentence) + "</p></figcaption>";
  if (!drawing.svg.empty()) {
    std::vector<legend_entry> entries = {{"peer", "honest node"}};
    for (const char* kind : {"adversary", "aggregator"}) {
      const std::string tone = "class=\"" + std::string(kind) + "\"";
      if (drawing.svg.find(tone) != std::string::npos) entries.push_back({kind, kind});
    }
    out += draw_legend(entries);
  }
  return out + drawing.svg + "</figure>";
}

std::string configuration_block(const std::string& text) {
  if (text.empty()) return "";
  std::string safe;
  for (std::size_t start = 0; start < text.size();) {  // printable() would take the line ends too
    const std::size_t end = std::min(text.find('\n', start), text.size());
    safe += escaped(printable(std::string_view(text).substr(start, end - start))) + "\n";
    start = end + 1;
  }
  return "<details><summary>Effective configuration</summary><pre>" + safe + "</pre></details>";
}

/// Whether any round has a figure above zero.
template <class Figure>
bool any(const run_result& r, const Figure& figure) {
  return std::any_of(r.per_round.begin(), r.per_round.end(),
                     [&](const round_report& x) { return figure(x) > 0; });
}

/// The figures that tell what came of the run.
std::string figures_of(const report_input& input) {
  const run_result& r = input.result;
  if (!looked_for_least(input)) return learning_figures(r);
  const bool classified = any(r, [](const auto& x) { return x.accuracy; });
  return convergence_figure(input) + path_figure(input) + tour_figure(input) + diversity_figure(r) +
         (classified ? accuracy_figure(r) : "");
}

/// Which peers were refused, and how long rounds took. A search has no such figure where there is
/// nothing in it.
std::string peers_of(const report_input& input) {
  return looked_for_least(input) && input.result.refused_by_peer.empty()
             ? ""
             : peer_figure(input.result);
}
std::string durations_of(const report_input& input) {
  const bool some = any(input.result, [](const auto& x) { return x.seconds; });
  return looked_for_least(input) && !some ? "" : duration_figure(input.result);
}

std::string compared(const report_input& input, std::span<const report_input> others) {
  if (others.empty()) return "";
  return comparison_figure(together(input, others));
}

std::string footer(const report_input& input) {
  std::string out =
      "<footer>Beside this page: <code>run.json</code>, <code>rounds.csv</code>, "
      "<code>audit.jsonl</code>, <code>swarm.yaml</code>, "
      "<code>topology.json</code>, ";
  out += looked_for_least(input) ? "<code>objective.json</code>" : "<code>model.safetensors</code>";
  return out + ".</footer>";
}

}  // namespace

std::string html_report(const report_input& input, std::span<const report_input> others) {
  const std::string title =
      escaped(input.result.name.empty() ? "swarm" : printable(input.result.name));
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'; script-src 'unsafe-inline'\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
         title + " – Starling</title>\n<style>" + std::string(page_style()) +
         "</style>\n</head>\n<body>\n<main>\n" + header(input) + "\n" + tiles(input) +
         "\n<div class=\"plots\">\n" + compared(input, others) + figures_of(input) +
         exchange_figures(input.result) + peers_of(input) + audit_figure(input.result) +
         topology_figure(input) + durations_of(input) + "\n</div>\n" +
         configuration_block(input.configuration) + "\n" + footer(input) + "\n</main>\n<script>" +
         std::string(page_script()) + "</script>\n</body>\n</html>\n";
}

}  // namespace starling::deploy
