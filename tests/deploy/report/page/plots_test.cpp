#include "deploy/report/page/plots.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "tests/deploy/report/markup_checker.hpp"

using namespace starling::deploy;
using testing::flaw;
using testing::occurrences;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

abscissa rounds(std::size_t count) {
  abscissa x;
  for (std::size_t i = 1; i <= count; ++i) {
    x.at.push_back(static_cast<double>(i));
    x.names.push_back("round " + std::to_string(i));
  }
  return x;
}

line_plot one_line(const std::vector<double>& values) {
  line_plot plot;
  plot.name = "p";
  plot.x = rounds(values.size());
  plot.lines = {{"loss", "accent", values}};
  return plot;
}

}  // namespace

TEST_CASE("a line is broken where a figure is missing that others have") {
  CHECK(occurrences(draw(one_line({1, 2, 3, 4, 5, 6})), "<polyline") == 1);
  CHECK(occurrences(draw(one_line({1, 2, 3, not_a_number, 5, 6})), "<polyline") == 2);
}

TEST_CASE("a line goes on between figures that are regularly apart") {
  const std::string svg =
      draw(one_line({not_a_number, 2, not_a_number, 4, not_a_number, 6, not_a_number, 8, 9}));
  CHECK(occurrences(svg, "<polyline") == 1);
  CHECK(occurrences(svg, "<circle") == 5);
}

TEST_CASE("a line over what comes irregularly is whole") {
  line_plot plot = one_line({1, 2, not_a_number, 4});
  plot.x.at = {1, 2, 50, 1000};
  plot.x.title = "evaluations";
  plot.x.regular = false;
  CHECK(occurrences(draw(plot), "<polyline") == 1);
  CHECK(draw(plot).find(">evaluations</text>") != std::string::npos);
}

TEST_CASE("zero lies at the bottom of a logarithmic axis where that is asked for") {
  line_plot plot = one_line({1000, 1, 0});
  plot.y.may_be_log = true;
  CHECK(draw(plot).find(">100</text>") == std::string::npos);  // linear: 0, 200, …
  plot.zero_at_bottom = true;
  const std::string svg = draw(plot);
  CHECK(svg.find(">100</text>") != std::string::npos);
  CHECK(svg.find("cy=\"218\" r=\"2\"") != std::string::npos);
  plot.lines[0].values = {3, 2, 0};  // not worth a logarithmic axis: zero is zero
  CHECK(draw(plot).find(">0</text>") != std::string::npos);
}

TEST_CASE("a lonely figure is a dot, and its spread a bar") {
  line_plot plot = one_line({0.5});
  plot.band_low = series{"worst", "accent", {0.4}};
  plot.band_high = series{"best", "accent", {0.6}};
  const std::string svg = draw(plot);
  CHECK(occurrences(svg, "<polyline") == 0);
  CHECK(occurrences(svg, "<circle") == 1);
  CHECK(occurrences(svg, "class=\"band\"") == 1);
}

TEST_CASE("what has no figures says so instead of drawing") {
  CHECK(draw(one_line({not_a_number, not_a_number})).starts_with("<p class=\"empty\">"));
  CHECK(draw(one_line({})).starts_with("<p class=\"empty\">"));
  CHECK(draw(bar_plot{}).starts_with("<p class=\"empty\">"));
  CHECK(draw(row_plot{}).starts_with("<p class=\"empty\">"));
}

TEST_CASE("stacked bars stand on each other and sum to the height of the axis") {
  bar_plot plot;
  plot.name = "refusals";
  plot.x = rounds(2);
  plot.y = {.unit = measure::count, .from_zero = true, .whole_steps = true};
  plot.stacks = {{"late", "late", {6, 0}}, {"outvoted", "outvoted", {4, not_a_number}}};
  const std::string svg = draw(plot);
  CHECK(flaw(svg) == "");
  CHECK(occurrences(svg, "class=\"bar\"") == 2);
  // 206 px for 0 … 10: six of them from 218 up, four on top, up to 12.
  CHECK(svg.find("y=\"94.4\" width=\"36\" height=\"123.6\"") != std::string::npos);
  CHECK(svg.find("y=\"12\" width=\"36\" height=\"82.4\"") != std::string::npos);
}

TEST_CASE("rows mark the adversaries and show every part") {
  row_plot plot;
  plot.name = "peers";
  plot.tones = {"late", "outvoted"};
  plot.rows = {{"adversary 8", true, {1, 30}}, {"node <3>", false, {2, 0}}};
  const std::string svg = draw(plot);
  CHECK(flaw(svg) == "");
  CHECK(occurrences(svg, "marked") == 1);
  CHECK(occurrences(svg, "class=\"bar\"") == 3);
  CHECK(svg.find("node &lt;3&gt;") != std::string::npos);
}

TEST_CASE("any figures make well-formed plots") {
  std::mt19937 random(17);
  const double odd[] = {
      not_a_number, 0, -1, 1e300, -1e300, 5e-324, std::numeric_limits<double>::infinity()};
  for (int i = 0; i < 300; ++i) {
    const std::size_t count = random() % 40;
    std::vector<double> values;
    for (std::size_t k = 0; k < count; ++k) {
      values.push_back(random() % 3 == 0 ? odd[random() % 7]
                                         : static_cast<double>(random() % 1000) / 7);
    }
    line_plot line = one_line(values);
    line.y.may_be_log = random() % 2 == 0;
    line.zero_at_bottom = random() % 2 == 0;
    line.band_low = series{"low", "accent", values};
    line.band_high = series{"high", "accent", values};
    CHECK(flaw(draw(line)) == "");
    bar_plot bars{.name = "b",
                  .x = line.x,
                  .stacks = {{"x", "late", values}, {"y", "quiet", values}},
                  .y = {}};
    CHECK(flaw(draw(bars)) == "");
    CHECK(draw(line).find("nan") == std::string::npos);
    CHECK(draw(line).find("inf") == std::string::npos);
  }
}
