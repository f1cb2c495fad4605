#include "deploy/report/page/search/convergence.hpp"

#include <algorithm>

#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/plots.hpp"
#include "deploy/report/page/round_buckets.hpp"

namespace starling::deploy {

bool looked_for_least(const report_input& input) {
  const run_result& result = input.result;
  return input.objective || result.model.precision() == messages::precision::float64 ||
         std::any_of(result.per_round.begin(), result.per_round.end(),
                     [](const round_report& r) { return r.evaluations > 0; });
}

std::string convergence_figure(const report_input& input) {
  const auto minimum = input.objective ? input.objective->minimum : std::nullopt;
  const double least = minimum.value_or(0);
  const auto parts = buckets(input.result, line_points_max);
  const auto above = [least](double value) { return value - least; };
  line_plot plot;
  plot.name = minimum ? "Distance to the least value over evaluations" : "Value over evaluations";
  plot.x = along_evaluations(input.result, parts);
  plot.y = {.unit = measure::real, .may_be_log = true};
  plot.zero_at_bottom = minimum.has_value();
  plot.lines = {{"best", "accent",
                 figures(input.result, parts, merged::last,
                         [&](const round_report& r) { return above(r.loss); })},
                {"median", "warm", figures(input.result, parts, merged::last, [&](const auto& r) {
                   return above(r.loss_median);
                 })}};
  const std::string sentence =
      minimum ? "How far above the least value there is, " + describe(measure::real, least) + "."
              : "Lower is better; the least value there is is not known.";
  return figure_block(
      "Convergence", sentence + shared("point", parts, "the last"),
      draw_legend({{"accent", "best of the swarm so far"}, {"warm", "median of the honest nodes"}}),
      draw(plot));
}

std::string diversity_figure(const run_result& result) {
  const auto parts = buckets(result, line_points_max);
  line_plot plot;
  plot.name = "Diversity over rounds";
  plot.x = along_rounds(result, parts);
  plot.y = {.unit = measure::real, .may_be_log = true};
  plot.zero_at_bottom = true;
  plot.lines = {{"diversity", "unknown_sender",
                 figures(result, parts, merged::mean, [](const auto& r) { return r.diversity; })}};
  const std::string drawing = draw(plot);
  if (!drawing.starts_with("<svg")) return "";
  return figure_block("Diversity",
                      "Mean distance of the particles from their centre, in diagonals of the box." +
                          shared("point", parts),
                      "", drawing);
}

}  // namespace starling::deploy
