#include "optimizers/datasets/glyphs.hpp"

#include <doctest/doctest.h>

using namespace starling::optimizers;

TEST_CASE("glyphs: every digit has three ways, each with strokes of two knots or more in the box") {
  for (std::size_t digit = 0; digit < 10; ++digit) {
    const auto variants = glyphs_of(digit);
    CHECK(variants.size() >= 3);
    for (const glyph g : variants) {
      REQUIRE(g.size() >= 2);
      CHECK(g.size() <= knots_max);
      CHECK(g.front().arrives == pen::down);
      CHECK(g.back().arrives != pen::down);
      for (std::size_t i = 0; i < g.size(); ++i) {
        CHECK(g[i].x >= 0);
        CHECK(g[i].x <= 1);
        CHECK(g[i].y >= 0);
        CHECK(g[i].y <= 1);
        if (i > 0) CHECK_FALSE((g[i].arrives == pen::down && g[i - 1].arrives == pen::down));
      }
    }
  }
}
