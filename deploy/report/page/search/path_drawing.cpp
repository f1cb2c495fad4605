#include "deploy/report/page/search/path_drawing.hpp"

#include <algorithm>
#include <cmath>

#include "deploy/report/figures.hpp"
#include "deploy/report/page/axis.hpp"
#include "deploy/report/page/markup.hpp"
#include "deploy/report/page/plots.hpp"
#include "deploy/report/page/search/contours.hpp"

namespace starling::deploy {

namespace {

constexpr double width = 560;
constexpr double height = 512;
constexpr double left = 64;
constexpr double top = 8;
constexpr double side = 472;
constexpr std::size_t frames_max = 240;
constexpr std::size_t positions_max = 50'000;
constexpr std::size_t trail_frames = 3;

/// Where `value` lies between both, in [0, 1]; any doubles.
double share_of(double value, double low, double high) {
  const double span = high / 2 - low / 2;
  if (std::isnan(value) || !(span > 0)) return 0;
  return std::clamp((value / 2 - low / 2) / span, 0.0, 1.0);
}

/// A tenth of a pixel.
struct point {
  long x = 0;
  long y = 0;
};

point place(double across, double upwards) {
  return {std::lround(10 * (left + across * side)),
          std::lround(10 * (top + side - upwards * side))};
}

point place_in(const value_grid& grid, double x, double y) {
  return place(share_of(x, grid.low[0], grid.high[0]), share_of(y, grid.low[1], grid.high[1]));
}

/// All rings in one path, in tenths of pixels, each place from the one before.
std::string path_of(const value_grid& grid, const std::vector<grid_ring>& rings) {
  const double columns = static_cast<double>(grid.columns - 1);
  const double rows = static_cast<double>(grid.rows - 1);
  std::string out;
  for (const grid_ring& ring : rings) {
    point last;
    bool begun = false;
    for (const grid_place& at : ring) {
      const point p = place(at.column / columns, at.row / rows);
      if (begun && p.x == last.x && p.y == last.y) continue;
      const std::string dy = std::to_string(begun ? p.y - last.y : p.y);
      out += begun ? "l" : "M";
      out += std::to_string(begun ? p.x - last.x : p.x) + (dy[0] == '-' ? dy : " " + dy);
      last = p;
      begun = true;
    }
    out += "z";
  }
  return out;
}

std::string draw_contours(const value_grid& grid) {
  std::string out = "<g class=\"contours\" transform=\"scale(.1)\">";
  const auto levels = contour_levels(grid);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    const std::string path = path_of(grid, rings_below(grid, *level));
    if (!path.empty()) out += "<path class=\"below\" d=\"" + path + "\"/>";
  }
  return out + "</g>";
}

std::string draw_sides(const value_grid& grid) {
  std::string out = svg_rect(left, top, side, side, "sides");
  for (std::size_t i = 0; i < 2; ++i) {
    const axis scale(grid.low[i], grid.high[i], {.unit = measure::real, .ticks_max = 6});
    for (const tick& t : scale.ticks()) {
      if (t.value < grid.low[i] || t.value > grid.high[i]) continue;
      const double at = share_of(t.value, grid.low[i], grid.high[i]) * side;
      if (i == 0) {
        out += svg_line(left + at, top + side, left + at, top + side + 4, "base");
        out += svg_text(left + at, top + side + 18, "tick mid", t.label);
      } else {
        out += svg_line(left - 4, top + side - at, left, top + side - at, "base");
        out += svg_text(left - 8, top + side - at + 3.8, "tick end", t.label);
      }
    }
  }
  return out;
}

/// One round: where its particles were, in tenths of pixels.
struct moment {
  std::uint64_t round = 0;
  double best = 0;
  std::vector<point> particles;
};

std::vector<moment> moments(const run_result& run, const value_grid& grid) {
  std::vector<const round_report*> with;
  std::size_t most = 1;
  for (const round_report& r : run.per_round) {
    if (r.positions.size() < 2) continue;
    with.push_back(&r);
    most = std::max(most, r.positions.size() / 2);
  }
  const std::size_t frame_stride =
      std::max<std::size_t>(1, (with.size() + frames_max - 1) / frames_max);
  const std::size_t frames = (with.size() + frame_stride - 1) / frame_stride;
  const std::size_t each_max =
      std::max<std::size_t>(1, positions_max / std::max<std::size_t>(frames, 1));
  const std::size_t stride = (most + each_max - 1) / each_max;
  std::vector<moment> out;
  for (std::size_t i = 0; i < with.size(); ++i) {
    if ((with.size() - 1 - i) % frame_stride != 0) continue;  // the last one is kept
    const auto& positions = with[i]->positions;
    out.push_back({with[i]->round, with[i]->loss, {}});
    for (std::size_t k = 0; 2 * k + 1 < positions.size(); k += stride) {
      out.back().particles.push_back(place_in(grid, positions[2 * k], positions[2 * k + 1]));
    }
  }
  return out;
}

/// What the script plays: {"rounds":[…],"best":["…"],"at":[[x,y,…],…]}.
std::string played(const std::vector<moment>& all) {
  std::string rounds;
  std::string best;
  std::string at;
  for (const moment& m : all) {
    const char* separator = rounds.empty() ? "" : ",";
    rounds += separator + std::to_string(m.round);
    best += separator + ("\"" + describe(measure::real, m.best) + "\"");
    at += separator + std::string("[");
    for (const point& p : m.particles) {
      if (at.back() != '[') at += ',';
      at += std::to_string(p.x) + "," + std::to_string(p.y);
    }
    at += ']';
  }
  return escaped("{\"rounds\":[" + rounds + "],\"best\":[" + best + "],\"at\":[" + at + "]}");
}

std::string pixels(const point& p, const char* between) {
  return px(static_cast<double>(p.x) / 10) + between + px(static_cast<double>(p.y) / 10);
}

/// From where each particle came, over the last rounds.
std::string trail(const std::vector<moment>& all) {
  std::string out;
  const std::size_t from = all.size() - std::min(all.size(), trail_frames + 1);
  for (std::size_t i = 0; i < all.back().particles.size(); ++i) {
    const char* step = "M";
    for (std::size_t k = from; k < all.size(); ++k) {
      if (all[k].particles.size() != all.back().particles.size()) continue;
      out += step + pixels(all[k].particles[i], " ");
      step = "L";
    }
  }
  return out;
}

std::string draw_particles(const std::vector<moment>& all) {
  if (all.empty()) return "";
  const char* radius = all.back().particles.size() > 150 ? "2.4" : "3.6";
  std::string out = "<g class=\"warm\"><path class=\"trail\" d=\"" + trail(all) + "\"/></g>" +
                    "<g class=\"warm particles\">";
  for (const point& p : all.back().particles) {
    out += "<circle class=\"particle\" cx=\"" + px(static_cast<double>(p.x) / 10) + "\" cy=\"" +
           px(static_cast<double>(p.y) / 10) + "\" r=\"" + radius + "\"/>";
  }
  return out + "</g>";
}

std::string draw_best(const run_result& run, const value_grid& grid) {
  if (run.model.precision() != messages::precision::float64 || run.model.size() != 2) return "";
  const point at = place_in(grid, run.model.doubles()[0], run.model.doubles()[1]);
  const std::string centre = pixels(at, " ");
  const std::string cross = "M" + centre + "m-9 0h18m-9 -9v18";
  return "<path class=\"best halo\" d=\"" + cross + "\"/><path class=\"best\" d=\"" + cross +
         "\"/>";
}

/// Hidden until the script is there to play.
std::string player(const std::vector<moment>& all) {
  if (all.size() < 2) return "";
  const std::string last = std::to_string(all.size() - 1);
  return "<div class=\"player\" hidden=\"\"><button type=\"button\">Play</button>"
         "<input type=\"range\" min=\"0\" max=\"" +
         last + "\" step=\"any\" value=\"" + last +
         "\" aria-label=\"Round\"/><select aria-label=\"Speed\"><option value=\"0.25\">¼ ×</option>"
         "<option value=\"0.5\">½ ×</option><option value=\"1\" selected=\"\">1 ×</option>"
         "<option value=\"2\">2 ×</option><option value=\"4\">4 ×</option></select>"
         "<output></output></div>";
}

std::string sentence_for(const recorded_objective& what, const std::vector<moment>& all) {
  std::string out = printable(what.name) + "; the darker, the lower. ";
  if (all.empty()) return out + "Where the particles were was not recorded.";
  return out + "Particles after round " + std::to_string(all.back().round) +
         ", with their way through the rounds before.";
}

}  // namespace

std::string path_figure(const report_input& input) {
  if (!input.objective || !input.objective->grid) return "";
  const value_grid& grid = *input.objective->grid;
  const auto all = moments(input.result, grid);
  const std::string sentence = sentence_for(*input.objective, all);
  std::string svg = "<svg viewBox=\"0 0 " + px(width) + " " + px(height) +
                    "\" role=\"img\" aria-label=\"" + escaped(sentence) + "\"";
  if (all.size() > 1) svg += " data-path=\"" + played(all) + "\"";
  svg += ">" + draw_contours(grid) + draw_sides(grid) + draw_particles(all) +
         draw_best(input.result, grid) + "</svg>";
  return figure_block("The swarm's path", sentence,
                      draw_legend({{"warm", "particle"}, {"mark", "best point of the run"}}),
                      svg + player(all), "tall path");
}

}  // namespace starling::deploy
