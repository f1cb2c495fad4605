#include "aggregation/kernels/headroom.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>

TEST_CASE("so many of the largest floats, scaled for headroom, sum to a finite one") {
  constexpr float most = std::numeric_limits<float>::max();
  for (const std::size_t count : {1U, 2U, 3U, 4U, 7U, 8U, 1000U, 65536U}) {
    const float scale = starling::aggregation::kernels::headroom(count);
    float sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += most * scale;
    CAPTURE(count);
    CHECK(sum <= most);
  }
}
