#include "aggregation/attacks/blind/model_replacement.hpp"

#include <doctest/doctest.h>

#include "tests/aggregation/attacks/eavesdropper.hpp"

namespace {

using namespace starling::aggregation;
using starling::messages::tensor;

TEST_CASE("the mean of the base from all others and the boosted model is that model") {
  const oracle::row base = {1, 2, 3};
  const oracle::row target = {-4, 0, 7};
  for (const std::size_t f : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
    auto known = cases::known(cases::tensor_of(target), cases::tensor_of(base), 1);
    known.nodes = 10;
    known.adversaries = f;
    const auto forged = cases::row_of(*model_replacement({}).forge(known));
    oracle::rows all(10 - f, base);
    all.resize(10, forged);
    CHECK(cases::relative_error(cases::tensor_of(oracle::mean(all)), target) <
          cases::float_error_max);
  }
}

TEST_CASE("a scale that is given takes the place of n / f") {
  auto known = cases::known(cases::tensor_of({2, 0}), cases::tensor_of({1, 2}), 1);
  known.nodes = 10;
  CHECK(model_replacement({.scale = 3}).forge(known) == cases::tensor_of({4, -4}));
}

}  // namespace
