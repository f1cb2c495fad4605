#include "deploy/report/page/search/comparison.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/plots.hpp"
#include "deploy/report/page/search/convergence.hpp"

namespace starling::deploy {

namespace {

constexpr std::size_t places_max = 300;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What a run had reached, and by when.
struct curve {
  std::vector<double> at;  ///< Ascending.
  std::vector<double> reached;
};

std::string kind_of(const report_input& run) {
  const auto drawn = nlohmann::json::parse(run.topology, nullptr, false);
  if (drawn.is_object()) {
    if (const auto kind = drawn.find("kind"); kind != drawn.end() && kind->is_string()) {
      return printable(kind->get_ref<const std::string&>());
    }
  }
  try {  // a topology of many nodes is not recorded
    const YAML::Node root = YAML::Load(run.configuration);
    if (root.IsMap() && root["topology"] && root["topology"].IsMap()) {
      const YAML::Node kind = root["topology"]["kind"];
      if (kind && kind.IsScalar()) return printable(kind.Scalar());
    }
  } catch (const YAML::Exception&) {  // it has no kind that one could read
  }
  return "";
}

/// Gives those whose name is not theirs alone another one.
void tell_apart(std::vector<std::string>& names,
                const std::function<std::string(std::size_t)>& other) {
  const std::multiset<std::string> given(names.begin(), names.end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty() || given.count(names[i]) > 1) names[i] = other(i);
  }
}

/// The minimum that all runs look for, where it is known and the same.
std::optional<double> shared_minimum(const compared_runs& runs) {
  for (const report_input* run : runs) {
    if (!run->objective || !run->objective->minimum) return std::nullopt;
    const recorded_objective& first = *runs[0]->objective;
    const recorded_objective& own = *run->objective;
    if (own.name != first.name || own.dimension != first.dimension ||
        own.minimum != first.minimum) {
      return std::nullopt;
    }
  }
  return runs.empty() ? std::nullopt : runs[0]->objective->minimum;
}

curve curve_of(const run_result& run, bool of_particles, double least) {
  curve out;
  double evaluations = 0;
  for (const round_report& r : run.per_round) {
    evaluations += static_cast<double>(r.evaluations);
    if (!std::isfinite(r.loss)) continue;
    const double at = of_particles ? evaluations : static_cast<double>(r.round);
    if (!out.at.empty() && at < out.at.back()) continue;
    out.at.push_back(at);
    out.reached.push_back(r.loss - least);
  }
  return out;
}

/// The places of all curves, or `places_max` evenly chosen ones with the last.
std::vector<double> all_places(const std::vector<curve>& curves) {
  std::set<double> all;
  for (const curve& c : curves) all.insert(c.at.begin(), c.at.end());
  const std::size_t each = std::max<std::size_t>(1, (all.size() + places_max - 1) / places_max);
  std::vector<double> out;
  std::size_t left = all.size();
  for (const double at : all) {
    if (--left % each == 0) out.push_back(at);
  }
  return out;
}

/// At each place what was reached by then; nothing before the first and after the last.
std::vector<double> reached_by(const curve& c, const std::vector<double>& places) {
  std::vector<double> out;
  for (const double place : places) {
    const auto after = std::upper_bound(c.at.begin(), c.at.end(), place);
    const bool within = after != c.at.begin() && place <= c.at.back();
    out.push_back(within ? c.reached[static_cast<std::size_t>(after - c.at.begin()) - 1] : nan);
  }
  return out;
}

std::string sentence_for(bool of_particles, std::optional<double> minimum) {
  if (minimum) {
    return "How far the best value is above the least there is, " +
           describe(measure::real, *minimum) + ".";
  }
  return of_particles ? "The best value so far; lower is better."
                      : "The loss on held-out data; lower is better.";
}

}  // namespace

compared_runs together(const report_input& first, std::span<const report_input> others) {
  compared_runs out = {&first};
  for (const report_input& other : others) out.push_back(&other);
  return out;
}

std::vector<std::string> names_of_runs(const compared_runs& runs) {
  std::vector<std::string> names;
  for (const report_input* run : runs) names.push_back(kind_of(*run));
  const auto own = [&](std::size_t i) {
    return runs[i]->result.name.empty() ? "swarm" : printable(runs[i]->result.name);
  };
  tell_apart(names, own);
  tell_apart(names, [&](std::size_t i) {
    return own(i) + ", seed " + std::to_string(runs[i]->result.seed);
  });
  tell_apart(names, [&](std::size_t i) { return names[i] + ", no. " + std::to_string(i + 1); });
  return names;
}

std::string why_incomparable(const compared_runs& runs) {
  if (runs.size() > compared_max) {
    return "at most " + std::to_string(compared_max) + " runs fit into one figure, these are " +
           grouped(runs.size());
  }
  for (const report_input* run : runs) {
    if (looked_for_least(*run) != looked_for_least(*runs[0])) {
      return "runs of particles and runs of models have no figure in common";
    }
  }
  return "";
}

std::string comparison_figure(const compared_runs& runs) {
  constexpr const char* title = "Convergence per topology";
  if (const std::string why = why_incomparable(runs); !why.empty() || runs.empty()) {
    return figure_block(title, "Several runs.", "",
                        "<p class=\"empty\">Not drawn: " + escaped(why) + ".</p>");
  }
  const bool of_particles = looked_for_least(*runs[0]);
  const auto minimum = shared_minimum(runs);
  const std::vector<std::string> names = names_of_runs(runs);
  std::vector<curve> curves;
  for (const report_input* run : runs) {
    curves.push_back(curve_of(run->result, of_particles, minimum.value_or(0)));
  }
  line_plot plot;
  plot.name = title;
  plot.x = {.at = all_places(curves),
            .names = {},
            .step = 1,
            .title = of_particles ? "evaluations" : "round",
            .unit = of_particles ? measure::count : measure::real,
            .regular = false};
  for (const double at : plot.x.at) {
    const std::string count =
        at < 1e15 ? grouped(static_cast<std::uint64_t>(at)) : describe(measure::count, at);
    plot.x.names.push_back(of_particles ? count + " evaluations" : "round " + count);
  }
  plot.y = {.unit = measure::real, .may_be_log = true};
  plot.zero_at_bottom = minimum.has_value();
  std::vector<legend_entry> legend;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::string tone = "run" + std::to_string(i);
    plot.lines.push_back({names[i], tone, reached_by(curves[i], plot.x.at)});
    legend.push_back(
        {tone,
         names[i] + " " +
             describe(measure::real, curves[i].reached.empty() ? nan : curves[i].reached.back())});
  }
  return figure_block(title, sentence_for(of_particles, minimum), draw_legend(legend), draw(plot));
}

}  // namespace starling::deploy
