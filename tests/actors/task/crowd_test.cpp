#include "actors/task/crowd.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/actors/small_swarm.hpp"

using namespace small_swarm;
using namespace starling::actors;

TEST_CASE("the mean of models is coordinate-wise; of one storage it is that storage") {
  CHECK(mean_of({}).empty());
  const tensor one = number(4);
  CHECK(mean_of({one, one, one}).same_storage(one));
  CHECK(number(mean_of({number(1), number(2), number(6)})) == 3);
  // In double: a float sum would lose the ones.
  CHECK(number(mean_of({number(1e8F), number(1), number(1), number(1), number(-1e8F)})) ==
        doctest::Approx(0.6));
}

TEST_CASE("the median is the middle value, or the mean of the two in the middle") {
  CHECK(median_of({3}) == 3);
  CHECK(median_of({5, 1, 2}) == 2);
  CHECK(median_of({5, 1, 2, 4}) == 3);
  CHECK(median_of({1e308, 1e308}) == 1e308);
}

TEST_CASE("points are as far from their centre as they are on average") {
  const std::vector<double> square = {0, 0, 0, 2, 2, 0, 2, 2};
  CHECK(mean_distance_to_centre(square, 2) == doctest::Approx(std::sqrt(2.0)));
  CHECK(mean_distance_to_centre(std::vector<double>{7, 7, 7}, 3) == 0);
}
