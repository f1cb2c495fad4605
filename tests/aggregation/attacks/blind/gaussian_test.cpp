#include "aggregation/attacks/blind/gaussian.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/aggregation/oracle.hpp"

namespace {

using starling::aggregation::gaussian;
using starling::messages::tensor;

TEST_CASE("gaussian adds noise of mean 0 and the deviation asked for") {
  constexpr std::size_t d = 100'000;
  const tensor honest = cases::tensor_of(oracle::row(d, 5.0));
  const tensor forged = *gaussian({.scale = 2}).forge(cases::known(honest, tensor(d), 7));
  double sum = 0;
  double squares = 0;
  for (const float v : forged.values()) {
    sum += double{v} - 5;
    squares += (double{v} - 5) * (double{v} - 5);
  }
  // Five standard errors: 2 / √d for the mean, √2 · 4 / √d for the variance.
  CHECK(std::abs(sum / d) < 5 * 2 / std::sqrt(d));
  CHECK(std::abs(squares / d - 4) < 5 * 4 * std::sqrt(2.0 / d));
}

TEST_CASE("gaussian depends on its seed and on nothing else") {
  const tensor honest(50);
  const gaussian attack({.scale = 1});
  CHECK(attack.forge(cases::known(honest, tensor(50), 7)) ==
        attack.forge(cases::known(honest, {}, 7)));
  CHECK_FALSE(attack.forge(cases::known(honest, {}, 7)) ==
              attack.forge(cases::known(honest, {}, 8)));
  CHECK(gaussian({.scale = 0}).forge(cases::known(honest, {}, 7)) == honest);
}

TEST_CASE("pure noise has nothing honest in it") {
  const tensor base = cases::tensor_of({1, 2, 3});
  const gaussian attack({.scale = 0, .pure = true});
  CHECK(attack.forge(cases::known(cases::tensor_of({7, 8, 9}), base, 7)) == base);
  CHECK(attack.forge(cases::known(cases::tensor_of({7, 8, 9}), {}, 7)) == tensor(3));
}

}  // namespace
