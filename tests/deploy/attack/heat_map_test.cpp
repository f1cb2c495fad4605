#include "deploy/attack/heat_map.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tests/deploy/attack/sample_grid.hpp"
#include "tests/deploy/report/markup_checker.hpp"

namespace deploy = starling::deploy;
using namespace starling::deploy::testing;

namespace {

/// Relative luminance as WCAG 2 defines it.
double luminance(const std::string& colour) {
  const auto channel = [&](std::size_t at) {
    const double x = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return x <= 0.03928 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

}  // namespace

TEST_CASE("the scale rises in lightness throughout and ends where it should") {
  CHECK(deploy::heat_colour(0) == "#440154");
  CHECK(deploy::heat_colour(1) == "#fde725");
  CHECK(deploy::heat_colour(-1) == deploy::heat_colour(0));
  CHECK(deploy::heat_colour(2) == deploy::heat_colour(1));
  CHECK(deploy::heat_colour(std::numeric_limits<double>::quiet_NaN()) == "#440154");
  double before = -1;
  for (int i = 0; i <= 50; ++i) {
    const double now = luminance(deploy::heat_colour(i / 50.0));
    CHECK(now > before);
    before = now;
  }
}

TEST_CASE("the page is well-formed whatever the names, loads nothing and has no script") {
  const auto g = grid_of(replaced(sample_text, "name: flip 3", "name: \"<b>&'\\\"flip\""));
  const std::string page = deploy::heat_map_page(g, sample_results(g), "Haswell");
  CHECK(flaw(page).empty());
  CHECK(page.find("<b>&'") == std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("http:") == std::string::npos);
  CHECK(page.find("src=") == std::string::npos);
}

TEST_CASE("every figure stands in its cell, with each seed's on pointing at it") {
  const auto g = sample_grid();
  auto results = sample_results(g);
  results[g.index(1, 1, 0, 0)]->accuracy = 0.5;
  results[g.index(1, 1, 0, 1)]->accuracy = 0.25;
  results[g.index(0, 0, 1, 0)]->how = deploy::cell_result::outcome::refused;
  results[g.index(0, 0, 1, 0)]->why = "too few nodes";
  const std::string page = deploy::heat_map_page(g, results, "Haswell");
  CHECK(page.find("title=\"trim|med × flip 3: seed 3 50.00, seed 4 25.00\">37.5<small>± 12.5"
                  "</small></td>") != std::string::npos);
  CHECK(page.find(">refused</td>") != std::string::npos);
  CHECK(page.find("mean: refused: too few nodes") != std::string::npos);
  CHECK(occurrences(page, "<td class=\"figure") == 12);
  CHECK(occurrences(page, "<td class=\"worst") == 4);
}
