#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/report/page/axis.hpp"

/// Plots as inline SVG, complete without any script. Colours come from the page: a `tone` names a
/// CSS class that sets --c.
namespace starling::deploy {

/// Where points lie from left to right.
struct abscissa {
  std::vector<double> at;          ///< Ascending.
  std::vector<std::string> names;  ///< Of each point, for whoever hovers over it.
  double step = 1;                 ///< Usual distance between points.
  std::string title = "round";
  measure unit = measure::real;
  bool regular = true;  ///< Whether a line is broken where points are further apart than usual.
};

/// One figure per point of the abscissa; NaN where there is none.
struct series {
  std::string name;
  std::string tone;
  std::vector<double> values;
};

/// Lines over a band.
struct line_plot {
  std::string name;
  abscissa x;
  std::vector<series> lines;
  std::optional<series> band_low;  ///< Both or none.
  std::optional<series> band_high;
  axis_options y;
  /// Figures that are not above zero leave the axis logarithmic and lie at its bottom.
  bool zero_at_bottom = false;
};
/// Bars, stacked where there are several series.
struct bar_plot {
  std::string name;
  abscissa x;
  std::vector<series> stacks;
  axis_options y;
};
/// Horizontal bars, one per row.
struct row_plot {
  struct row {
    std::string label;
    bool marked = false;        ///< Drawn in the tone "adversary".
    std::vector<double> parts;  ///< One per tone.
  };
  std::string name;
  std::vector<std::string> part_names;
  std::vector<std::string> tones;
  std::vector<row> rows;
};

std::string draw(const line_plot& plot);
std::string draw(const bar_plot& plot);
std::string draw(const row_plot& plot);

struct legend_entry {
  std::string tone;
  std::string text;
  bool area = false;  ///< A wide pale swatch: a band.
};
std::string draw_legend(const std::vector<legend_entry>& entries);

}  // namespace starling::deploy
