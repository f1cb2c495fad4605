#include "deploy/report/page/tiles.hpp"

#include <algorithm>
#include <cmath>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/search/convergence.hpp"

namespace starling::deploy {

namespace {

std::string tile(const char* name, const std::string& value, const std::string& note = "") {
  std::string out =
      "<dl class=\"tile\"><dt>" + std::string(name) + "</dt><dd>" + escaped(value) + "</dd>";
  if (!note.empty()) out += "<dd class=\"note\">" + escaped(note) + "</dd>";
  return out + "</dl>";
}

std::string hashes(const report_input& input) {
  const run_result& r = input.result;
  std::string out;
  if (!r.model_hash.empty()) {
    const bool found = looked_for_least(input);
    out += std::string("<span>") + (found ? "Best point" : "Model") + ", BLAKE2b-256 <code>" +
           escaped(printable(r.model_hash)) + "</code></span>";
  }
  if (!r.trace_hash.empty()) {
    out += "<span>Trace <code>" + escaped(printable(r.trace_hash)) + "</code></span>";
  }
  return out.empty() ? out : "<div class=\"hashes\">" + out + "</div>";
}

std::string speed(const run_result& r, const char* what) {
  if (!(r.samples_per_second > 0)) return "";
  return describe(measure::count, r.samples_per_second) + " " + what;
}

std::string count(std::uint64_t n) {
  return describe(measure::count, static_cast<double>(n));
}

std::string bytes(std::uint64_t n) {
  return describe(measure::bytes, static_cast<double>(n));
}

std::string learned(const run_result& r) {
  return tile("Accuracy", describe(measure::fraction, r.accuracy), "honest nodes, mean") +
         tile("Worst honest node", describe(measure::fraction, r.accuracy_min), "accuracy") +
         tile("Loss", describe(measure::real, r.loss), "on held-out data") +
         tile("Examples worked", count(r.samples), speed(r, "samples/s"));
}

/// Where the best point lies, as long as one can read it; else in how many dimensions.
std::string where(const report_input& input) {
  const run_result& r = input.result;
  constexpr std::size_t shown_max = 3;
  if (r.model.precision() != messages::precision::float64) return "";
  if (input.objective && !input.objective->cities.empty()) {
    return "through " + grouped(r.model.size()) + " cities";
  }
  if (r.model.size() > shown_max) return "of " + grouped(r.model.size()) + " dimensions";
  std::string out;
  for (const double x : r.model.doubles()) {
    out += (out.empty() ? "at (" : ", ") + describe(measure::real, x);
  }
  return out.empty() ? out : out + ")";
}

std::string found(const report_input& input) {
  const run_result& r = input.result;
  std::string out = tile("Best value", describe(measure::real, r.loss), where(input));
  if (input.objective && input.objective->minimum) {
    const double least = *input.objective->minimum;
    out += tile("Above the least value", describe(measure::real, std::max(r.loss - least, 0.0)),
                "which is " + describe(measure::real, least));
  }
  if (std::isfinite(r.accuracy)) {
    out += tile("Accuracy", describe(measure::fraction, r.accuracy), "on held-out data");
  }
  return out + tile("Evaluations", count(r.samples), speed(r, "a second")) +
         tile("Claims looked into", grouped(r.claims_checked), "of what members say");
}

}  // namespace

std::string tiles(const report_input& input) {
  const run_result& r = input.result;
  std::uint64_t refused = 0;
  std::uint64_t accepted = 0;
  for (const round_report& report : r.per_round) {
    accepted += report.accepted;
    for (const std::uint64_t reason : report.refused) refused += reason;
  }
  std::string out = "<div class=\"tiles\">";
  out += looked_for_least(input) ? found(input) : learned(r);
  out += tile("Rounds", grouped(r.rounds), "closed");
  out += tile("Time", describe(measure::seconds, r.seconds),
              r.virtual_seconds > 0 ? describe(measure::seconds, r.virtual_seconds) + " virtual"
                                    : "wall clock");
  out += tile("Sent", bytes(r.bytes_sent), "as if encoded");
  out += tile("Proposals refused", count(refused), count(accepted) + " accepted");
  out += tile("Restarts", grouped(r.restarts), "of crashed nodes");
  out += tile("Memory", r.peak_rss_bytes == 0 ? "–" : bytes(r.peak_rss_bytes), "resident at peak");
  return out + "</div>" + hashes(input);
}

}  // namespace starling::deploy
