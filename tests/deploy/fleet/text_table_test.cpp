#include "deploy/fleet/text_table.hpp"

#include <doctest/doctest.h>

using starling::deploy::text_table;

TEST_CASE("cells stand below each other, whatever bytes they have") {
  CHECK(text_table({{"host", "loss", "why"}, {"a", "–", ""}, {"longer", "0.5", "x y"}}) ==
        "host    loss  why\n"
        "a       –\n"
        "longer  0.5   x y\n");
}

TEST_CASE("no cell steers the terminal") {
  CHECK(text_table({{"a\x1b[2J", "b\nc"}}) == "a?[2J  b?c\n");
}

TEST_CASE("no rows are no text") {
  CHECK(text_table({}).empty());
}
