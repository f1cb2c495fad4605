#include "deploy/report/html_report.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/audit_table.hpp"
#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/page_assets.hpp"
#include "deploy/report/page/plots.hpp"
#include "deploy/report/page/round_plots.hpp"
#include "deploy/report/page/topology_drawing.hpp"

namespace starling::deploy {

namespace {

std::string tile(const char* name, const std::string& value, const std::string& note = "") {
  std::string out =
      "<dl class=\"tile\"><dt>" + std::string(name) + "</dt><dd>" + escaped(value) + "</dd>";
  if (!note.empty()) out += "<dd class=\"note\">" + escaped(note) + "</dd>";
  return out + "</dl>";
}

std::string hashes(const run_result& r) {
  std::string out;
  if (!r.model_hash.empty()) {
    out += "<span>Model, BLAKE2b-256 <code>" + escaped(printable(r.model_hash)) + "</code></span>";
  }
  if (!r.trace_hash.empty()) {
    out += "<span>Trace <code>" + escaped(printable(r.trace_hash)) + "</code></span>";
  }
  return out.empty() ? out : "<div class=\"hashes\">" + out + "</div>";
}

std::string speed(const run_result& r) {
  if (!(r.samples_per_second > 0)) return "";
  return describe(measure::count, r.samples_per_second) + " samples/s";
}

std::string tiles(const report_input& input) {
  const run_result& r = input.result;
  std::uint64_t refused = 0;
  std::uint64_t accepted = 0;
  for (const round_report& report : r.per_round) {
    accepted += report.accepted;
    for (const std::uint64_t count : report.refused) refused += count;
  }
  const auto count = [](std::uint64_t n) {
    return describe(measure::count, static_cast<double>(n));
  };
  const auto bytes = [](std::uint64_t n) {
    return describe(measure::bytes, static_cast<double>(n));
  };
  std::string out = "<div class=\"tiles\">";
  out += tile("Accuracy", describe(measure::fraction, r.accuracy), "honest nodes, mean");
  out += tile("Worst honest node", describe(measure::fraction, r.accuracy_min), "accuracy");
  out += tile("Loss", describe(measure::real, r.loss), "on held-out data");
  out += tile("Rounds", grouped(r.rounds), "closed");
  out += tile("Time", describe(measure::seconds, r.seconds),
              r.virtual_seconds > 0 ? describe(measure::seconds, r.virtual_seconds) + " virtual"
                                    : "wall clock");
  out += tile("Examples worked", count(r.samples), speed(r));
  out += tile("Sent", bytes(r.bytes_sent), "as if encoded");
  out += tile("Proposals refused", count(refused), count(accepted) + " accepted");
  out += tile("Restarts", grouped(r.restarts), "of crashed nodes");
  out += tile("Memory", r.peak_rss_bytes == 0 ? "–" : bytes(r.peak_rss_bytes), "resident at peak");
  return out + "</div>" + hashes(r);
}

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
    fact("Topology", word("topology", "kind"));
    fact("Model", word("model", "kind"));
    fact("Strategy", word("strategy", "kind"));
    fact("Data", word("data", "kind"));
    fact("Rule", word("aggregation", "rule"));
    if (!r.adversaries.empty()) fact("Attack", word("adversaries", "attack"));
  } catch (const YAML::Exception&) {  // the block below shows the text as it is
  }
  if (!input.result.model.empty()) fact("Parameters", grouped(input.result.model.size()));
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

}  // namespace

std::string html_report(const report_input& input) {
  const std::string title =
      escaped(input.result.name.empty() ? "swarm" : printable(input.result.name));
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'unsafe-inline'; script-src 'unsafe-inline'\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
         title + " – Starling</title>\n<style>" + std::string(page_style()) +
         "</style>\n</head>\n<body>\n<main>\n" + header(input) + "\n" + tiles(input) +
         "\n<div class=\"plots\">\n" + learning_figures(input.result) + peer_figure(input.result) +
         audit_figure(input.result) + topology_figure(input) + duration_figure(input.result) +
         "\n</div>\n" + configuration_block(input.configuration) +
         "\n<footer>Beside this page: <code>run.json</code>, <code>rounds.csv</code>, "
         "<code>audit.jsonl</code>, "
         "<code>swarm.yaml</code>, <code>topology.json</code>, <code>model.safetensors</code>."
         "</footer>\n</main>\n<script>" +
         std::string(page_script()) + "</script>\n</body>\n</html>\n";
}

}  // namespace starling::deploy
