#include "aggregation/attacks/data/label_flip.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::label_flip;

TEST_CASE("label flip boosts what was learned: base + scale (honest - base)") {
  const auto base = cases::tensor_of({1, 2, 3});
  const auto honest = cases::tensor_of({2, 0, 3});
  CHECK(label_flip({.scale = 4}).forge(cases::known(honest, base, 1)) ==
        cases::tensor_of({5, -6, 3}));
  CHECK(label_flip({}).forge(cases::known(honest, base, 1)) == honest);
}

}  // namespace
