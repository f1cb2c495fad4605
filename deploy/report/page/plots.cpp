#include "deploy/report/page/plots.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "deploy/report/page/markup.hpp"

namespace starling::deploy {

namespace {

constexpr double width = 560;
constexpr double height = 262;
constexpr double top = 12;
constexpr double bottom = 218;
constexpr double right = 546;
constexpr double character = 6.3;  // px of an axis label's character, on average
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Length of UTF-8 text in characters.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The area between the axes: turns figures into pixels.
class frame {
 public:
  frame(const abscissa& x, const axis& y)
      : x_(axis::exact(x.at.front() - x.step / 2, x.at.back() + x.step / 2,
                       {.unit = x.unit, .ticks_max = 8, .whole_steps = true})),
        y_(y),
        title_(x.title) {
    std::size_t longest = 0;
    for (const tick& t : y_.ticks()) longest = std::max(longest, characters(t.label));
    left_ = std::min(16 + character * static_cast<double>(longest), 120.0);
  }

  [[nodiscard]] double x(double value) const {
    return left_ + x_.position(value) * (right - left_);
  }
  [[nodiscard]] double y(double value) const {
    return bottom - y_.position(value) * (bottom - top);
  }
  [[nodiscard]] double left() const { return left_; }

  [[nodiscard]] std::string draw_axes() const {
    std::string out;
    for (const tick& t : y_.ticks()) {
      out += svg_line(left_, y(t.value), right, y(t.value), "grid");
      out += svg_text(left_ - 8, y(t.value) + 3.8, "tick end", t.label);
    }
    out += svg_line(left_, bottom, right, bottom, "base");
    for (const tick& t : x_.ticks()) {
      out += svg_line(x(t.value), bottom, x(t.value), bottom + 4, "base");
      out += svg_text(x(t.value), bottom + 18, "tick mid", t.label);
    }
    return out + svg_text((left_ + right) / 2, bottom + 37, "tick mid", title_);
  }

 private:
  axis x_;
  axis y_;
  std::string title_;
  double left_ = 0;
};

/// Least and greatest finite figure, and the least above zero.
struct extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double above_zero = std::numeric_limits<double>::infinity();

  void cover(const std::vector<double>& values) {
    for (const double v : values) {
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
      if (v > 0) above_zero = std::min(above_zero, v);
    }
  }
  [[nodiscard]] bool empty() const { return low > high; }
};

struct line_point {
  std::size_t index;
  double x;
};

/// Runs of finite points in which neighbours are not further apart than is usual.
std::vector<std::vector<line_point>> unbroken(const abscissa& x,
                                              const std::vector<double>& values) {
  std::vector<line_point> points;
  for (std::size_t i = 0; i < x.at.size() && i < values.size(); ++i) {
    if (std::isfinite(values[i])) points.push_back({i, x.at[i]});
  }
  std::vector<double> distances;
  for (std::size_t i = 1; i < points.size(); ++i) {
    distances.push_back(points[i].x - points[i - 1].x);
  }
  double usual = x.step;
  if (!distances.empty()) {
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    usual = std::max(usual, *middle);
  }
  std::vector<std::vector<line_point>> runs;
  for (const line_point& p : points) {
    if (runs.empty() || (x.regular && p.x - runs.back().back().x > 1.5 * usual)) {
      runs.emplace_back();
    }
    runs.back().push_back(p);
  }
  return runs;
}

std::string coordinates(const frame& area, const std::vector<line_point>& run,
                        const std::vector<double>& values, bool backwards = false) {
  std::string out;
  for (std::size_t k = 0; k < run.size(); ++k) {
    const line_point& p = run[backwards ? run.size() - 1 - k : k];
    out += (out.empty() ? "" : " ") + px(area.x(p.x)) + "," + px(area.y(values[p.index]));
  }
  return out;
}

std::string draw_line(const frame& area, const abscissa& x, const series& line) {
  constexpr std::size_t dotted_max = 30;
  const auto runs = unbroken(x, line.values);
  std::size_t points = 0;
  for (const auto& run : runs) points += run.size();
  std::string out = "<g class=\"" + line.tone + "\">";
  for (const auto& run : runs) {
    if (run.size() > 1) {
      out += "<polyline class=\"line\" points=\"" + coordinates(area, run, line.values) + "\"/>";
    }
    if (run.size() > 1 && points > dotted_max) continue;
    for (const line_point& p : run) {
      out += "<circle class=\"dot\" cx=\"" + px(area.x(p.x)) + "\" cy=\"" +
             px(area.y(line.values[p.index])) + "\" r=\"" + (run.size() == 1 ? "3.5" : "2") +
             "\"/>";
    }
  }
  return out + "</g>";
}

std::string draw_band(const frame& area, const abscissa& x, const series& low, const series& high) {
  std::vector<double> both = low.values;
  for (std::size_t i = 0; i < both.size(); ++i)
    both[i] += i < high.values.size() ? high.values[i] : nan;
  std::string out = "<g class=\"" + low.tone + "\">";
  for (const auto& run : unbroken(x, both)) {
    if (run.size() == 1) {
      const double at = area.x(run[0].x);
      const double upper = area.y(high.values[run[0].index]);
      out += svg_rect(at - 4, upper, 8, std::max(area.y(low.values[run[0].index]) - upper, 1.0),
                      "band");
      continue;
    }
    out += "<polygon class=\"band\" points=\"" + coordinates(area, run, high.values) + " " +
           coordinates(area, run, low.values, true) + "\"/>";
  }
  return out + "</g>";
}

/// What a pointer over the plot shows: per point its pixel, then lines of text.
std::string hover_attribute(const nlohmann::json& points) {
  return " data-points=\"" +
         escaped(points.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) + "\"";
}

nlohmann::json hover_points(const frame& area, const abscissa& x, const std::vector<series>& shown,
                            measure unit, bool with_zeros) {
  nlohmann::json points = nlohmann::json::array();
  for (std::size_t i = 0; i < x.at.size(); ++i) {
    nlohmann::json point = {px(area.x(x.at[i])), x.names[i]};
    for (const series& s : shown) {
      if (!std::isfinite(s.values[i]) || (s.values[i] == 0 && !with_zeros)) continue;
      point.push_back(s.name + ": " + describe(unit, s.values[i]));
    }
    points.push_back(std::move(point));
  }
  return points;
}

std::string open_svg(const std::string& name, double h, const std::string& attributes) {
  return "<svg viewBox=\"0 0 " + px(width) + " " + px(h) + "\" role=\"img\" aria-label=\"" +
         escaped(name) + "\"" + attributes + ">";
}

std::string nothing(const char* why) {
  return "<p class=\"empty\">" + std::string(why) + "</p>";
}

/// The axis from bottom to top.
axis upright(const line_plot& plot, const extent& range) {
  axis_options options = plot.y;
  if (options.may_be_log && plot.zero_at_bottom && range.low <= 0 && range.high > 0) {
    axis made(range.above_zero, range.high, options);
    if (made.logarithmic()) return made;
  }
  options.may_be_log = options.may_be_log && range.low > 0;
  return {range.low, range.high, options};
}

std::string guide() {
  return "<line class=\"guide\" x1=\"0\" y1=\"" + px(top) + "\" x2=\"0\" y2=\"" + px(bottom) +
         "\"/>";
}

}  // namespace

std::string draw(const line_plot& plot) {
  extent range;
  for (const series& line : plot.lines) range.cover(line.values);
  if (plot.band_low && plot.band_high) {
    range.cover(plot.band_low->values);
    range.cover(plot.band_high->values);
  }
  if (range.empty() || plot.x.at.empty()) return nothing("No round was evaluated.");
  const frame area(plot.x, upright(plot, range));
  std::vector<series> shown = plot.lines;
  if (plot.band_low && plot.band_high) {
    shown.push_back(*plot.band_low);
    shown.push_back(*plot.band_high);
  }
  std::string out = open_svg(plot.name, height,
                             hover_attribute(hover_points(area, plot.x, shown, plot.y.unit, true)));
  out += area.draw_axes();
  if (plot.band_low && plot.band_high) {
    out += draw_band(area, plot.x, *plot.band_low, *plot.band_high);
  }
  for (auto line = plot.lines.rbegin(); line != plot.lines.rend(); ++line) {
    out += draw_line(area, plot.x, *line);
  }
  return out + guide() + "</svg>";
}

std::string draw(const bar_plot& plot) {
  double highest = 0;
  for (std::size_t i = 0; i < plot.x.at.size(); ++i) {
    double stacked = 0;
    for (const series& s : plot.stacks) stacked += std::isfinite(s.values[i]) ? s.values[i] : 0;
    highest = std::max(highest, stacked);
  }
  if (plot.x.at.empty()) return nothing("No round was closed.");
  if (highest <= 0) return nothing("Nothing to show: zero in every round.");
  const frame area(plot.x, axis(0, highest, plot.y));
  std::string out = open_svg(plot.name, height,
                             hover_attribute(hover_points(area, plot.x, plot.stacks, plot.y.unit,
                                                          plot.stacks.size() == 1)));
  out += area.draw_axes();
  const double slot =
      area.x(plot.x.at.front() + plot.x.step / 2) - area.x(plot.x.at.front() - plot.x.step / 2);
  const double bar = std::clamp(slot * 0.78, 0.8, 36.0);
  std::vector<double> base(plot.x.at.size(), 0.0);
  for (const series& s : plot.stacks) {
    out += "<g class=\"" + s.tone + "\">";
    for (std::size_t i = 0; i < plot.x.at.size(); ++i) {
      if (!std::isfinite(s.values[i]) || s.values[i] <= 0) continue;
      const double upper = area.y(base[i] + s.values[i]);
      out += svg_rect(area.x(plot.x.at[i]) - bar / 2, upper, bar, area.y(base[i]) - upper, "bar");
      base[i] += s.values[i];
    }
    out += "</g>";
  }
  return out + guide() + "</svg>";
}

std::string draw(const row_plot& plot) {
  if (plot.rows.empty()) return nothing("No proposal was refused.");
  constexpr double pitch = 21;
  double highest = 0;
  std::size_t longest = 0;
  for (const row_plot::row& row : plot.rows) {
    double sum = 0;
    for (const double part : row.parts) sum += part;
    highest = std::max(highest, sum);
    longest = std::max(longest, characters(row.label));
  }
  const axis scale(
      0, highest, {.unit = measure::count, .ticks_max = 5, .from_zero = true, .whole_steps = true});
  const double left = std::min(18 + character * static_cast<double>(longest), 180.0);
  const double span = right - 44 - left;
  const double floor = 8 + pitch * static_cast<double>(plot.rows.size());
  std::string out = open_svg(plot.name, floor + 26, " class=\"rows\"");
  for (const tick& t : scale.ticks()) {
    const double x = left + span * scale.position(t.value);
    out += svg_line(x, 4, x, floor, "grid") + svg_text(x, floor + 17, "tick mid", t.label);
  }
  double y = 8;
  for (const row_plot::row& row : plot.rows) {
    out += svg_text(left - 8, y + 11.5, row.marked ? "tick end marked" : "tick end", row.label);
    double sum = 0;
    for (std::size_t i = 0; i < row.parts.size() && i < plot.tones.size(); ++i) {
      if (row.parts[i] <= 0) continue;
      const double from = left + span * scale.position(sum);
      sum += row.parts[i];
      const double to = left + span * scale.position(sum);
      out += "<g class=\"" + plot.tones[i] + "\">" +
             svg_rect(from, y, to - from, pitch - 6, "bar") + "</g>";
    }
    out += svg_text(left + span * scale.position(sum) + 6, y + 11.5, "tick",
                    describe(measure::count, sum));
    y += pitch;
  }
  return out + "</svg>";
}

std::string draw_legend(const std::vector<legend_entry>& entries) {
  std::string out = "<ul class=\"legend\">";
  for (const legend_entry& entry : entries) {
    out += "<li class=\"" + entry.tone + "\"><i class=\"" +
           (entry.area ? "swatch pale" : "swatch") + "\"></i>" + escaped(entry.text) + "</li>";
  }
  return out + "</ul>";
}

}  // namespace starling::deploy
