#include "aggregation/attacks/data/backdoor.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation;

TEST_CASE("a backdoor is boosted: base + scale (honest - base)") {
  const auto base = cases::tensor_of({1, 2, 3});
  const auto honest = cases::tensor_of({2, 0, 3});
  CHECK(backdoor({.scale = 4}).forge(cases::known(honest, base, 1)) ==
        cases::tensor_of({5, -6, 3}));
  CHECK(backdoor({}).forge(cases::known(honest, base, 1)) == honest);
}

}  // namespace
