#include "aggregation/attacks/blind/sign_flip.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::sign_flip;

TEST_CASE("sign flip is base - scale (honest - base)") {
  const auto base = cases::tensor_of({1, 2, 3});
  const auto honest = cases::tensor_of({2, 0, 3});
  const sign_flip attack({.scale = 4});
  CHECK(attack.forge(cases::known(honest, base, 1)) == cases::tensor_of({-3, 10, 3}));
  CHECK(attack.name() == "sign_flip");
}

}  // namespace
