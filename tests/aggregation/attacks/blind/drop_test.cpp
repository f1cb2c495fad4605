#include "aggregation/attacks/blind/drop.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/oracle.hpp"

namespace {

using namespace starling::aggregation;

TEST_CASE("drop says nothing") {
  CHECK_FALSE(drop().forge(cases::known(cases::tensor_of({1, 2}), {}, 1)).has_value());
}

}  // namespace
