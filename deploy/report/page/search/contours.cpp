#include "deploy/report/page/search/contours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace starling::deploy {

namespace {

constexpr double outside = std::numeric_limits<double>::infinity();

/// The sides of a cell, counter-clockwise; `none` ends a list.
enum side : unsigned char { bottom, right, top, left, none };
struct segment {
  side from = none;
  side to = none;
};

/// By which corners are inside: 1 lower left, 2 lower right, 4 upper right, 8 upper left. A segment
/// has the inside on its left. Saddles, 5 and 10, are entered with their inside apart.
constexpr std::array<std::array<segment, 2>, 16> segments = {{{{}},
                                                              {{{bottom, left}}},
                                                              {{{right, bottom}}},
                                                              {{{right, left}}},
                                                              {{{top, right}}},
                                                              {{{bottom, left}, {top, right}}},
                                                              {{{top, bottom}}},
                                                              {{{top, left}}},
                                                              {{{left, top}}},
                                                              {{{bottom, top}}},
                                                              {{{right, bottom}, {left, top}}},
                                                              {{{right, top}}},
                                                              {{{left, right}}},
                                                              {{{bottom, right}}},
                                                              {{{left, bottom}}},
                                                              {{}}}};
constexpr std::array<segment, 2> joined_5 = {{{bottom, right}, {top, left}}};
constexpr std::array<segment, 2> joined_10 = {{{right, top}, {left, bottom}}};

/// The grid within a frame of what is outside, and the lines that cross it at one level.
class marcher {
 public:
  marcher(const value_grid& grid, double level)
      : grid_(grid),
        level_(level),
        columns_(grid.columns + 2),
        rows_(grid.rows + 2),
        next_(2 * columns_ * rows_, nowhere) {}

  std::vector<grid_ring> walk() {
    for (std::size_t row = 0; row + 1 < rows_; ++row) {
      for (std::size_t column = 0; column + 1 < columns_; ++column) cross(column, row);
    }
    std::vector<grid_ring> rings;
    for (std::size_t start = 0; start < next_.size(); ++start) {
      grid_ring ring;
      for (std::size_t at = start; next_[at] != nowhere;) {
        ring.push_back(place(at));
        at = std::exchange(next_[at], nowhere);
      }
      if (ring.size() > 2) rings.push_back(std::move(ring));
    }
    return rings;
  }

 private:
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] double value(std::size_t column, std::size_t row) const {
    if (column == 0 || row == 0 || column > grid_.columns || row > grid_.rows) return outside;
    const double v = grid_.values[(row - 1) * grid_.columns + column - 1];
    return std::isfinite(v) ? v : outside;
  }

  /// The edge on one side of a cell: twice the number of its lower or left end, one more where it
  /// goes upwards.
  [[nodiscard]] std::size_t edge(std::size_t column, std::size_t row, side of) const {
    if (of == top) ++row;
    if (of == right) ++column;
    return 2 * (row * columns_ + column) + (of == left || of == right ? 1 : 0);
  }

  void cross(std::size_t column, std::size_t row) {
    const std::array<double, 4> corners = {value(column, row), value(column + 1, row),
                                           value(column + 1, row + 1), value(column, row + 1)};
    unsigned inside = 0;
    for (unsigned i = 0; i < 4; ++i) inside |= corners[i] < level_ ? 1U << i : 0U;
    auto lines = segments[inside];
    if (inside == 5 || inside == 10) {
      const double middle = corners[0] / 4 + corners[1] / 4 + corners[2] / 4 + corners[3] / 4;
      if (middle < level_) lines = inside == 5 ? joined_5 : joined_10;
    }
    for (const segment& line : lines) {
      if (line.from == none) continue;
      next_[edge(column, row, line.from)] = edge(column, row, line.to);
    }
  }

  /// Where the level crosses an edge; at its inner end where the other one is beyond all numbers.
  [[nodiscard]] grid_place place(std::size_t edge) const {
    const bool upwards = edge % 2 == 1;
    const std::size_t column = edge / 2 % columns_;
    const std::size_t row = edge / 2 / columns_;
    const double a = value(column, row);
    const double b = value(column + (upwards ? 0 : 1), row + (upwards ? 1 : 0));
    double share = 0.5;
    if (!std::isfinite(a)) {
      share = 1;
    } else if (!std::isfinite(b)) {
      share = 0;
    } else if (const double found = (level_ / 2 - a / 2) / (b / 2 - a / 2); std::isfinite(found)) {
      share = std::clamp(found, 0.0, 1.0);
    }
    return {static_cast<double>(column) - 1 + (upwards ? 0 : share),
            static_cast<double>(row) - 1 + (upwards ? share : 0)};
  }

  const value_grid& grid_;
  double level_;
  std::size_t columns_;
  std::size_t rows_;
  std::vector<std::size_t> next_;  ///< Of each edge that a line crosses, the edge it crosses next.
};

}  // namespace

std::vector<grid_ring> rings_below(const value_grid& grid, double level) {
  return marcher(grid, level).walk();
}

std::vector<double> contour_levels(const value_grid& grid) {
  constexpr std::array<double, 14> shares = {0.002, 0.008, 0.02, 0.05, 0.1,  0.18, 0.27,
                                             0.36,  0.45,  0.54, 0.63, 0.72, 0.81, 0.91};
  std::vector<double> values;
  for (const double v : grid.values) {
    if (std::isfinite(v)) values.push_back(v);
  }
  std::sort(values.begin(), values.end());
  std::vector<double> levels;
  for (const double share : shares) {
    if (values.empty()) break;
    const double level =
        values[static_cast<std::size_t>(share * static_cast<double>(values.size()))];
    if (level > values.front() && (levels.empty() || level > levels.back())) {
      levels.push_back(level);
    }
  }
  return levels;
}

}  // namespace starling::deploy
