#include "aggregation/attacks/blind/non_finite.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/aggregation/oracle.hpp"
#include "tests/aggregation/vectors.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("infinity and nan fill the proposal with just that") {
  const auto known = cases::known(tensor(3), {}, 1);
  const auto infinite = *non_finite(starling::attack::infinity{}).forge(known);
  const auto none = *non_finite(starling::attack::nan{}).forge(known);
  REQUIRE(infinite.size() == 3);
  REQUIRE(none.size() == 3);
  for (const float v : infinite.values()) CHECK((std::isinf(v) && v > 0));
  for (const float v : none.values()) CHECK(std::isnan(v));
}

TEST_CASE("published vector: inf") {
  const auto file = outside::vectors("published.json");
  if (!file) return;
  const auto& expected = outside::named(file->at("attacks"), "Inf").at("expected");
  const auto forged =
      *non_finite(starling::attack::infinity{}).forge(cases::known(tensor(expected.size()), {}, 1));
  CHECK(forged.size() == expected.size());
  for (std::size_t k = 0; k < forged.size(); ++k) {
    CHECK(expected.at(k) == "inf");
    CHECK(std::isinf(forged.values()[k]));
  }
}

}  // namespace
